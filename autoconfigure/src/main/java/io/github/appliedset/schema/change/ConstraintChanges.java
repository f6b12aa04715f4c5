package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Keys, checks, foreign keys and exclusions. */
final class ConstraintChanges implements Changes {

    private static final String NOT_VALID = " NOT VALID";
    private static final Pattern KEY = Pattern.compile(
            "(PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \\(([^()]*+)\\)(?: INCLUDE \\(([^()]*+)\\))?((?: DEFERRABLE.*)?)");
    private static final int NOT_NULL_IS_A_CONSTRAINT_SINCE = 18;
    private static final Pattern WITHOUT_OVERLAPS =
            Pattern.compile("(?:PRIMARY KEY|UNIQUE) \\([^()]* WITHOUT OVERLAPS\\).*", Pattern.DOTALL);
    private static final Pattern COLUMNS = Pattern.compile("FOREIGN KEY \\(([^()]*+)\\).*", Pattern.DOTALL);

    private final Context context;

    ConstraintChanges(Context context) {
        this.context = context;
    }

    /** Whether it is written with a new table: a foreign key may lead to a table that does not exist yet. */
    static boolean belongsInTheTable(SchemaObject constraint) {
        return !isForeignKey(constraint) && !definition(constraint).endsWith(NOT_VALID);
    }

    static boolean isForeignKey(SchemaObject constraint) {
        return definition(constraint).startsWith("FOREIGN KEY");
    }

    static boolean isCheck(SchemaObject constraint) {
        return definition(constraint).startsWith("CHECK");
    }

    private static String definition(SchemaObject constraint) {
        return constraint.text(Attribute.DEFINITION).orElseThrow();
    }

    String clause(SchemaObject constraint) {
        return clause(constraint, definition(constraint));
    }

    private String clause(SchemaObject constraint, String definition) {
        Matcher key = KEY.matcher(definition);
        String options = String.join(", ", StorageOptions.of(constraint));
        String with = key.matches() && !options.isEmpty() && hasFixedOptions(constraint)
                ? definition.substring(0, key.start(4)) + " WITH (" + options + ")" + key.group(4)
                : definition;
        return "CONSTRAINT " + SqlName.quoted(constraint.id().name()) + " " + with;
    }

    /** No statement alters the options of an index with parts. */
    private boolean hasFixedOptions(SchemaObject constraint) {
        return this.context.isPartitioned(Objects.requireNonNull(constraint.id().parent()));
    }

    /** What an existing constraint has that its clause cannot express. */
    List<String> settings(SchemaObject constraint) {
        List<String> statements = new ArrayList<>();
        ObjectId id = constraint.id();
        String name = SqlName.quoted(id.name());
        List<String> options = StorageOptions.of(constraint);
        if (!options.isEmpty() && !hasFixedOptions(constraint) && !StorageOptions.areInDefinition(constraint)) {
            statements.add("ALTER INDEX " + SqlName.of(id) + " SET (" + String.join(", ", options) + ")");
        }
        statements.addAll(StatisticsTargets.change(id, List.of(), constraint.items(Attribute.OPTIONS)));
        if (constraint.is(Attribute.CLUSTERED)) {
            statements.add(alterTable(id) + "CLUSTER ON " + name);
        }
        if (constraint.is(Attribute.REPLICA_IDENTITY)) {
            statements.add(alterTable(id) + "REPLICA IDENTITY USING INDEX " + name);
        }
        return statements;
    }

    @Override
    public List<SchemaChange> create(SchemaObject constraint) {
        ObjectId id = constraint.id();
        ObjectId table = Objects.requireNonNull(id.parent());
        String definition = definition(constraint);
        List<String> rest = new ArrayList<>(settings(constraint));
        rest.addAll(Comments.of(constraint));
        if (!this.context.isInUse(table) || isExclusion(definition)) {
            SchemaChange change = add(constraint, definition, rest);
            return List.of(this.context.isNew(table) ? change : change.failingOn(Misfits.of(constraint, this.context)));
        }
        Matcher key = KEY.matcher(definition);
        if (key.matches() && this.context.isBusy(table) && !makesNotNullItsOwn(table, key)) {
            return online(constraint, key, rest);
        }
        if (isForeignKey(constraint) && this.context.isBusy(table) || definition.startsWith("CHECK")) {
            return definition.endsWith(NOT_VALID)
                    ? List.of(add(constraint, definition, rest))
                    : List.of(add(constraint, definition + NOT_VALID, rest), validate(constraint));
        }
        return List.of(add(constraint, definition, rest).failingOn(Misfits.of(constraint, this.context)));
    }

    /** No statement builds its index without blocking others. */
    private static boolean isExclusion(String definition) {
        return definition.startsWith("EXCLUDE")
                || WITHOUT_OVERLAPS.matcher(definition).matches();
    }

    private SchemaChange add(SchemaObject constraint, String definition, List<String> rest) {
        ObjectId id = constraint.id();
        List<String> statements = new ArrayList<>();
        statements.add(alterTable(constraint) + "ADD " + clause(constraint, definition));
        statements.addAll(rest);
        return SchemaChange.of(rank(constraint), id, name(constraint, "add"), "Add " + id, statements);
    }

    /** A primary key finds its columns NOT NULL if it comes after the validation of that. */
    private Rank rank(SchemaObject constraint) {
        if (isForeignKey(constraint)) {
            return Rank.FOREIGN_KEY;
        }
        boolean waits = definition(constraint).startsWith("PRIMARY KEY")
                && this.context.isInUse(Objects.requireNonNull(constraint.id().parent()));
        return waits ? Rank.VALIDATION : Rank.CONSTRAINT;
    }

    private SchemaChange validate(SchemaObject constraint) {
        ObjectId id = constraint.id();
        return SchemaChange.of(
                        Rank.VALIDATION,
                        id,
                        name(constraint, "validate"),
                        "Check the rows that were there before " + id,
                        alterTable(id) + "VALIDATE CONSTRAINT " + SqlName.quoted(id.name()))
                .failingOn(Misfits.of(constraint, this.context));
    }

    /** The index is built while others write; the constraint then takes it over. */
    private List<SchemaChange> online(SchemaObject constraint, Matcher key, List<String> rest) {
        ObjectId id = constraint.id();
        String name = SqlName.quoted(id.name());
        String distinct = key.group(1).endsWith("NULLS NOT DISTINCT") ? " NULLS NOT DISTINCT" : "";
        String include = key.group(3) == null ? "" : " INCLUDE (" + key.group(3) + ")";
        List<String> statements = new ArrayList<>();
        statements.add(alterTable(id) + "ADD CONSTRAINT " + name + " "
                + key.group(1).replaceFirst(" .*", "").replace("PRIMARY", "PRIMARY KEY") + " USING INDEX " + name
                + key.group(4));
        statements.addAll(rest);
        return List.of(
                SchemaChange.of(
                                Rank.INDEX,
                                id,
                                SqlName.plainRelation(id) + "_add_index_" + id.name(),
                                "Build the index of " + id,
                                "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + SqlName.relationOf(id) + " ("
                                        + key.group(2) + ")" + include + distinct)
                        .failingOn(Misfits.of(constraint, this.context))
                        .outsideATransaction(),
                SchemaChange.of(
                                key.group(1).startsWith("PRIMARY") ? Rank.VALIDATION : Rank.FOREIGN_KEY,
                                id,
                                name(constraint, "add"),
                                "Add " + id,
                                statements)
                        .failingOn(Misfits.of(constraint, this.context)));
    }

    /**
     * Whether the columns of a primary key that takes over an index then have a NOT NULL of their own, besides their
     * parents', although none was declared.
     */
    private boolean makesNotNullItsOwn(ObjectId table, Matcher key) {
        if (this.context.major() < NOT_NULL_IS_A_CONSTRAINT_SINCE
                || !key.group(1).startsWith("PRIMARY")) {
            return false;
        }
        Schema after = this.context.after();
        Inheritance inheritance = new Inheritance(after);
        return Stream.of(key.group(2).split(", "))
                .map(QualifiedName::unquoted)
                .filter(column -> after.find(table.part(ObjectKind.COLUMN, column))
                        .filter(own -> own.is(Attribute.NOT_NULL_LOCAL))
                        .isEmpty())
                .anyMatch(column -> inheritance.isRequiredByAParent(table, column));
    }

    private static String name(SchemaObject constraint, String verb) {
        ObjectId id = constraint.id();
        String what =
                isForeignKey(constraint) ? "fk_" + columns(constraint).orElse(id.name()) : "constraint_" + id.name();
        return SqlName.plainRelation(id) + "_" + verb + "_" + what;
    }

    private static Optional<String> columns(SchemaObject foreignKey) {
        Matcher matcher = COLUMNS.matcher(definition(foreignKey));
        return matcher.matches() ? Optional.of(matcher.group(1).replaceAll("[\", ]+", "_")) : Optional.empty();
    }

    @Override
    public List<SchemaChange> drop(SchemaObject constraint) {
        ObjectId id = constraint.id();
        return List.of(SchemaChange.of(
                Rank.DROP_CONSTRAINT,
                id,
                name(constraint, "drop"),
                "Drop " + id,
                alterTable(id) + "DROP CONSTRAINT " + SqlName.quoted(id.name())));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        if (!StorageOptions.definitionBeside(before).equals(StorageOptions.definitionBeside(after))
                || Context.changes(different, Attribute.OPTIONS) && hasFixedOptions(after)
                || Context.changes(different, Attribute.INVALID)) {
            if (definition(before).equals(definition(after) + NOT_VALID)) {
                changes.add(validate(after));
            } else {
                changes.add(replace(before, after));
            }
            return changes;
        }
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.CLUSTERED)) {
            statements.add(alterTable(id)
                    + (after.is(Attribute.CLUSTERED)
                            ? "CLUSTER ON " + SqlName.quoted(id.name())
                            : "SET WITHOUT CLUSTER"));
        }
        if (Context.changes(different, Attribute.REPLICA_IDENTITY) && after.is(Attribute.REPLICA_IDENTITY)) {
            statements.add(alterTable(id) + "REPLICA IDENTITY USING INDEX " + SqlName.quoted(id.name()));
        }
        statements.addAll(StorageOptions.change("ALTER INDEX " + SqlName.of(id), before, after));
        statements.addAll(
                StatisticsTargets.change(id, before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS)));
        if (isForeignKey(after)) {
            statements.addAll(FiringTriggers.change(before, after, different));
        }
        if (!statements.isEmpty()) {
            changes.add(SchemaChange.of(Rank.OPTION, id, name(after, "alter"), "Alter " + id, statements));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private SchemaChange replace(SchemaObject before, SchemaObject after) {
        ObjectId id = after.id();
        ObjectId table = Objects.requireNonNull(id.parent());
        boolean online = isForeignKey(after)
                ? this.context.isBusy(table)
                : this.context.isInUse(table) && definition(after).startsWith("CHECK");
        String definition = definition(after) + (online && !definition(after).endsWith(NOT_VALID) ? NOT_VALID : "");
        List<String> statements = new ArrayList<>();
        statements.add(alterTable(after) + "DROP CONSTRAINT "
                + SqlName.quoted(before.id().name()) + ", ADD " + clause(after, definition));
        statements.addAll(settings(after));
        statements.addAll(Comments.of(after));
        return SchemaChange.of(
                        isForeignKey(after) ? Rank.FOREIGN_KEY : Rank.CONSTRAINT,
                        id,
                        name(after, "alter"),
                        "Replace " + id,
                        statements)
                .failingOn(Misfits.of(after, this.context));
    }

    /** A key of a partitioned table is invalid as long as a partition lacks it. */
    private static String alterTable(SchemaObject constraint) {
        return constraint.is(Attribute.INVALID)
                ? "ALTER TABLE ONLY " + SqlName.relationOf(constraint.id()) + " "
                : alterTable(constraint.id());
    }

    private static String alterTable(ObjectId constraint) {
        return "ALTER TABLE " + SqlName.relationOf(constraint) + " ";
    }
}
