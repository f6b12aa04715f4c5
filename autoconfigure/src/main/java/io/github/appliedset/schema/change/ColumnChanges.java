package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.TypeUses;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns of existing tables. */
final class ColumnChanges implements Changes {

    /** Types that hold every value of a smaller one. */
    private static final Map<String, Set<String>> WIDER = Map.of(
            "smallint", Set.of("integer", "bigint", "numeric", "real", "double precision"),
            "integer", Set.of("bigint", "numeric", "double precision"),
            "bigint", Set.of("numeric"),
            "real", Set.of("double precision"));

    private static final int SETS_EXPRESSIONS_SINCE = 17;

    private final Context context;

    ColumnChanges(Context context) {
        this.context = context;
    }

    @Override
    public List<SchemaChange> create(SchemaObject column) {
        ObjectId id = column.id();
        List<String> statements = new ArrayList<>();
        if (column.is(Attribute.INHERITED)) {
            return List.of();
        }
        statements.add(alterTable(id) + "ADD COLUMN " + ColumnClause.of(column));
        settings(column).forEach(statements::add);
        statements.addAll(Comments.of(column));
        SchemaChange change = SchemaChange.of(
                Rank.COLUMN, id, SqlName.plainRelation(id) + "_add_column_" + id.name(), "Add " + id, statements);
        boolean needsAValue = column.is(Attribute.NOT_NULL)
                && column.text(Attribute.DEFAULT).isEmpty()
                && column.text(Attribute.GENERATED).isEmpty()
                && column.text(Attribute.IDENTITY).isEmpty();
        boolean mayRunOut = !column.items(Attribute.SEQUENCE).isEmpty();
        boolean mayNotFit = mayRunOut || ComputedValue.mayFail(column) || isOfAStrictDomain(column);
        if (needsAValue) {
            return List.of(SchemaChange.of(
                            Rank.COLUMN,
                            id,
                            change.name(),
                            "Add " + id
                                    + "; only you know what rows that are there should hold: declare a default, or add"
                                    + " it without NOT NULL by hand, fill it, and generate the rest",
                            statements)
                    .failingOn(Misfits.rows(Objects.requireNonNull(id.parent()))));
        }
        FilledColumn filled = new FilledColumn(this.context, column);
        SchemaChange plain = filled.isPossible() ? change.or(filled.bare(change)) : change;
        return List.of(
                mayNotFit
                        ? plain.with(Hazard.MAY_FAIL_ON_DATA)
                        : plain.unlessItRewrites(gentler(filled, column, change)));
    }

    /** Existing rows get nulls, which the domain may forbid. */
    private boolean isOfAStrictDomain(SchemaObject column) {
        return column.text(Attribute.DEFAULT).isEmpty()
                && column.text(Attribute.GENERATED).isEmpty()
                && column.text(Attribute.TYPE).filter(this::isStrict).isPresent();
    }

    private boolean isStrict(String type) {
        return this.context.after().objects().values().stream()
                .filter(object -> object.id().kind() == ObjectKind.DOMAIN)
                .filter(domain -> TypeUses.suffix(type, domain.id())
                        .filter(String::isEmpty)
                        .isPresent())
                .anyMatch(domain -> domain.is(Attribute.NOT_NULL)
                        || !domain.items(Attribute.CHECKS).isEmpty()
                        || isStrict(domain.text(Attribute.TYPE).orElse("")));
    }

    /** Filled afterwards; PostgreSQL knows which defaults are a different value for each row. */
    private List<SchemaChange> gentler(FilledColumn filled, SchemaObject column, SchemaChange plain) {
        if (!filled.isPossible()) {
            return List.of();
        }
        List<SchemaChange> steps = new ArrayList<>(List.of(filled.add(plain), filled.fill()));
        if (column.is(Attribute.NOT_NULL)) {
            steps.addAll(new RequiredColumn(this.context, column).forbid());
        }
        return steps;
    }

    private List<String> settings(SchemaObject column) {
        return ColumnClause.settings(column, isForeign(column.id())).stream()
                .map(setting -> alterColumn(column.id()) + setting)
                .toList();
    }

    @Override
    public List<SchemaChange> drop(SchemaObject column) {
        ObjectId id = column.id();
        if (column.is(Attribute.INHERITED)) {
            return List.of();
        }
        return List.of(SchemaChange.of(
                        Rank.DROP_COLUMN,
                        id,
                        SqlName.plainRelation(id) + "_drop_column_" + id.name(),
                        "Drop " + id,
                        alterTable(id) + "DROP COLUMN " + SqlName.quoted(id.name()))
                .with(Hazard.DATA_LOSS, Hazard.BREAKS_OLD_CODE));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        List<String> actions = new ArrayList<>();
        boolean retyped = Context.changes(different, Attribute.TYPE) || Context.changes(different, Attribute.COLLATION);
        if (retyped) {
            changes.add(newType(before, after));
        }
        Optional<SchemaChange> swap = new IdentitySwap(this.context).of(before, after, name(id));
        swap.ifPresent(changes::add);
        if (swap.isEmpty() && before.text(Attribute.IDENTITY).isPresent() && !after.is(Attribute.IDENTITY)) {
            // An identity column takes no default.
            actions.add(identityAction(before, after));
        }
        for (Change change : different.changes()) {
            boolean isSet = change.expected() != null;
            switch (change.attribute()) {
                case DEFAULT -> {
                    if (!retyped && swap.isEmpty()) {
                        actions.add(defaultAction(after));
                    }
                }
                case STORAGE ->
                    actions.add("SET STORAGE " + after.text(Attribute.STORAGE).orElseGet(() -> usualStorage(after)));
                case COMPRESSION ->
                    actions.add("SET COMPRESSION "
                            + after.text(Attribute.COMPRESSION).orElse("default"));
                case STATISTICS_TARGET ->
                    actions.add("SET STATISTICS " + (isSet ? String.valueOf(change.expected()) : "-1"));
                case OPTIONS ->
                    actions.addAll(ColumnClause.options(
                            before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS), isForeign(id)));
                case IDENTITY -> {
                    if (swap.isEmpty() && after.is(Attribute.IDENTITY)) {
                        actions.add(identityAction(before, after));
                    }
                }
                case SEQUENCE -> {
                    if (before.is(Attribute.IDENTITY) && after.is(Attribute.IDENTITY)) {
                        changes.addAll(newNumbers(before, after));
                    }
                }
                case SEQUENCE_NAME -> {
                    if (before.is(Attribute.IDENTITY) && after.is(Attribute.IDENTITY)) {
                        changes.add(sequenceName(before, after));
                    }
                }
                case SEQUENCE_PERSISTENCE, SEQUENCE_COMMENT, SEQUENCE_GRANTS -> {
                    if (before.is(Attribute.IDENTITY) && after.is(Attribute.IDENTITY)) {
                        changes.addAll(ofSequence(before, after, change.attribute()));
                    }
                }
                case GENERATED -> changes.addAll(newExpression(before, after));
                case VIRTUAL -> {
                    if (!Context.changes(different, Attribute.GENERATED)) {
                        changes.addAll(newExpression(before, after));
                    }
                }
                case COMMENT -> changes.add(Comments.change(after));
                default -> {
                    // Found later, as something that no change has produced.
                }
            }
        }
        List<SchemaChange> required =
                RequiredColumn.isMetBy(different) ? new RequiredColumn(this.context, after).from(before) : List.of();
        List<SchemaChange> altered = actions.isEmpty()
                ? List.of()
                : List.of(SchemaChange.of(
                        Rank.COLUMN_OF_ROWS,
                        id,
                        name(id),
                        "Alter " + id,
                        actions.stream().map(action -> alterColumn(id) + action).toList()));
        // Rows that are written between two files have the default, or may lack it.
        boolean defaultFirst = after.text(Attribute.DEFAULT).isPresent();
        changes.addAll(defaultFirst ? altered : required);
        changes.addAll(defaultFirst ? required : altered);
        return changes;
    }

    private static String name(ObjectId id) {
        return SqlName.plainRelation(id) + "_alter_column_" + id.name();
    }

    /** PostgreSQL before 16 has no keyword for it. */
    private static String usualStorage(SchemaObject column) {
        String type = column.text(Attribute.TYPE).orElse("");
        return type.startsWith("numeric") && !type.endsWith("]") || type.equals("inet") || type.equals("cidr")
                ? "main"
                : "extended";
    }

    private static String defaultAction(SchemaObject after) {
        return after.text(Attribute.DEFAULT)
                .map(value -> "SET DEFAULT " + value)
                .orElse("DROP DEFAULT");
    }

    /** Never with {@code USING} where PostgreSQL has its own cast: an explicit cast truncates values without an error. */
    private SchemaChange newType(SchemaObject before, SchemaObject after) {
        ObjectId id = after.id();
        String type = after.text(Attribute.TYPE).orElseThrow();
        String collation =
                after.text(Attribute.COLLATION).map(name -> " COLLATE " + name).orElse("");
        String misfits = Misfits.values(id, before.text(Attribute.TYPE).orElse(""), type, this.context.major());
        SchemaChange retyped = SchemaChange.of(
                Rank.COLUMN_OF_ROWS, id, name(id), "Change the type of " + id, typed(before, after, type + collation));
        SchemaChange plain = holdsAll(before, type) ? retyped : retyped.failingOn(misfits);
        SchemaChange cast = SchemaChange.of(
                        Rank.COLUMN_OF_ROWS,
                        id,
                        name(id),
                        "Change the type of " + id,
                        typed(before, after, type + collation + " USING " + SqlName.quoted(id.name()) + "::" + type))
                .failingOn(misfits)
                .with(Hazard.BREAKS_OLD_CODE);
        SchemaChange computed = withComputedColumns(before, after, type + collation);
        SchemaChange byText = SchemaChange.of(
                        Rank.COLUMN_OF_ROWS,
                        id,
                        name(id),
                        "Change the type of " + id + " by way of text",
                        typed(
                                before,
                                after,
                                type + collation + " USING " + SqlName.quoted(id.name()) + "::text::" + type))
                .failingOn(misfits)
                .with(Hazard.BREAKS_OLD_CODE);
        return plain.or(cast.or(byText.or(computed)));
    }

    private static boolean holdsAll(SchemaObject before, String type) {
        return before.text(Attribute.TYPE)
                .filter(was -> WIDER.getOrDefault(was, Set.of()).contains(type))
                .isPresent();
    }

    /** Columns computed from it are dropped and added again in the same statement: the table is written once. */
    private @Nullable SchemaChange withComputedColumns(SchemaObject before, SchemaObject after, String type) {
        ObjectId id = after.id();
        Pattern word = Pattern.compile("(?<![\\w$\"])" + Pattern.quote(SqlName.quoted(id.name())) + "(?![\\w$\"])");
        List<String> drops = new ArrayList<>();
        List<String> adds = new ArrayList<>();
        for (SchemaObject column : this.context.partsOf(Objects.requireNonNull(id.parent()))) {
            if (column.text(Attribute.GENERATED).filter(word.asPredicate()).isPresent()) {
                drops.add("DROP COLUMN " + SqlName.quoted(column.id().name()) + ", ");
                adds.add(", ADD COLUMN " + ColumnClause.of(column));
            }
        }
        if (drops.isEmpty()) {
            return null;
        }
        String change = typed(before, after, type).substring(alterTable(id).length());
        return SchemaChange.of(
                        Rank.COLUMN_OF_ROWS,
                        id,
                        name(id),
                        "Change the type of " + id + " and of the columns computed from it",
                        alterTable(id) + String.join("", drops) + change + String.join("", adds))
                .with(Hazard.MAY_FAIL_ON_DATA);
    }

    private static String typed(SchemaObject before, SchemaObject after, String type) {
        ObjectId id = after.id();
        String column = "ALTER COLUMN " + SqlName.quoted(id.name()) + " ";
        List<String> actions = new ArrayList<>();
        if (before.text(Attribute.DEFAULT).isPresent()) {
            actions.add(column + "DROP DEFAULT");
        }
        actions.add(column + "TYPE " + type);
        if (after.text(Attribute.DEFAULT).isPresent()) {
            actions.add(column + defaultAction(after));
        }
        return alterTable(id) + String.join(", ", actions);
    }

    private static String identityAction(SchemaObject before, SchemaObject after) {
        Optional<String> when = after.text(Attribute.IDENTITY);
        if (when.isEmpty()) {
            return "DROP IDENTITY";
        }
        return before.text(Attribute.IDENTITY).isPresent()
                ? "SET GENERATED " + when.get().toUpperCase(Locale.ROOT)
                : "ADD GENERATED " + ColumnClause.identity(when.get(), after);
    }

    private static List<SchemaChange> newNumbers(SchemaObject before, SchemaObject after) {
        ObjectId id = after.id();
        String options = sequenceActions(before, after);
        if (options.isEmpty()) {
            return List.of();
        }
        ObjectId schema =
                Objects.requireNonNull(Objects.requireNonNull(id.parent()).parent());
        BoundsChange bounds = new BoundsChange(
                SequenceBounds.ofIdentity(before),
                SequenceBounds.ofIdentity(after),
                SqlName.of(schema.part(ObjectKind.SEQUENCE, ColumnClause.sequenceName(before))));
        SchemaChange change = SchemaChange.of(Rank.COLUMN_OF_ROWS, id, name(id), "Change the numbers of " + id);
        String hold = alterColumn(id) + "SET INCREMENT "
                + option(before.items(Attribute.SEQUENCE), "INCREMENT ").orElse("1");
        return List.of(bounds.plain(change.then(List.of(alterColumn(id) + options)))
                .or(bounds.restarting(change, hold, alterColumn(id) + options).orElse(null)));
    }

    /** The options set on an identity column's sequence; those left out have their defaults. */
    private static String sequenceActions(SchemaObject before, SchemaObject after) {
        List<String> was = before.items(Attribute.SEQUENCE);
        List<String> is = after.items(Attribute.SEQUENCE);
        List<String> actions = new ArrayList<>();
        boolean turns = descends(was) != descends(is);
        Stream.concat(was.stream(), turns ? Stream.of("MINVALUE", "MAXVALUE") : Stream.of())
                .map(option -> option.replaceFirst(" .*", ""))
                .distinct()
                .filter(word -> is.stream().noneMatch(option -> option.startsWith(word)))
                .forEach(word -> actions.add(usual(word, after)));
        is.stream()
                .filter(option ->
                        !was.contains(option) && !option.startsWith("AS ") || turns && option.matches("M..VALUE .*"))
                .forEach(option -> actions.add("SET " + option));
        boolean tellsTheStart = actions.stream().anyMatch(action -> action.startsWith("SET START "));
        if (!tellsTheStart && !start(was).equals(start(is))) {
            // A new bound does not move a start that was never set.
            actions.add("SET START " + start(is));
        }
        actions.removeIf(String::isEmpty);
        return String.join(" ", actions);
    }

    private static String usual(String word, SchemaObject after) {
        return switch (word) {
            case "CYCLE" -> "SET NO CYCLE";
            case "CACHE", "INCREMENT" -> "SET " + word + " 1";
            case "MINVALUE", "MAXVALUE" -> "SET NO " + word;
            case "START" -> "SET START " + usualStart(after.items(Attribute.SEQUENCE));
            default -> "";
        };
    }

    private static String start(List<String> options) {
        return option(options, "START ").orElseGet(() -> usualStart(options));
    }

    private static String usualStart(List<String> options) {
        boolean descends = descends(options);
        return option(options, descends ? "MAXVALUE " : "MINVALUE ").orElse(descends ? "-1" : "1");
    }

    private static boolean descends(List<String> options) {
        return option(options, "INCREMENT ").filter(by -> by.startsWith("-")).isPresent();
    }

    private static Optional<String> option(List<String> options, String word) {
        return options.stream()
                .filter(option -> option.startsWith(word))
                .map(option -> option.substring(word.length()))
                .findFirst();
    }

    private static SchemaChange sequenceName(SchemaObject before, SchemaObject after) {
        ObjectId id = after.id();
        ObjectId schema =
                Objects.requireNonNull(Objects.requireNonNull(id.parent()).parent());
        return SchemaChange.of(
                Rank.OPTION,
                id,
                name(id),
                "Rename the sequence of " + id,
                "ALTER SEQUENCE " + SqlName.of(schema.part(ObjectKind.SEQUENCE, ColumnClause.sequenceName(before)))
                        + " RENAME TO " + SqlName.quoted(ColumnClause.sequenceName(after)));
    }

    /** What the sequence of an identity column has besides its numbers. */
    private List<SchemaChange> ofSequence(SchemaObject before, SchemaObject after, Attribute attribute) {
        ObjectId id = after.id();
        ObjectId schema =
                Objects.requireNonNull(Objects.requireNonNull(id.parent()).parent());
        ObjectId sequence = schema.part(ObjectKind.SEQUENCE, ColumnClause.sequenceName(after));
        List<String> statements = switch (attribute) {
            case SEQUENCE_GRANTS ->
                RightChanges.statements(
                        sequence,
                        new TreeSet<>(before.items(attribute)),
                        new TreeSet<>(after.items(attribute)),
                        this.context
                                .planned(Objects.requireNonNull(id.parent()))
                                .flatMap(table -> table.text(Attribute.OWNER)));
            case SEQUENCE_COMMENT ->
                List.of(Comments.on(
                        "SEQUENCE " + SqlName.of(sequence),
                        after.text(attribute).orElse(null)));
            default -> List.of("ALTER SEQUENCE " + SqlName.of(sequence) + " SET " + persistence(after));
        };
        return statements.isEmpty()
                ? List.of()
                : List.of(SchemaChange.of(
                        attribute == Attribute.SEQUENCE_GRANTS ? Rank.RIGHT : Rank.COMMENT,
                        id,
                        name(id),
                        "Alter the sequence of " + id,
                        statements));
    }

    /** That of its table, unless it says otherwise. */
    private String persistence(SchemaObject column) {
        boolean isUnlogged = this.context
                .planned(Objects.requireNonNull(column.id().parent()))
                .filter(table -> table.is(Attribute.UNLOGGED))
                .isPresent();
        return column.text(Attribute.SEQUENCE_PERSISTENCE)
                .orElse(isUnlogged ? "unlogged" : "logged")
                .toUpperCase(Locale.ROOT);
    }

    private List<SchemaChange> newExpression(SchemaObject before, SchemaObject after) {
        ObjectId id = after.id();
        Optional<String> expression = after.text(Attribute.GENERATED);
        boolean wasComputed = before.text(Attribute.GENERATED).isPresent();
        SchemaChange again = computed(
                after,
                alterTable(id) + "DROP COLUMN " + SqlName.quoted(id.name()) + ", ADD COLUMN " + ColumnClause.of(after));
        if (!wasComputed) {
            return List.of(again.with(Hazard.DATA_LOSS, Hazard.BREAKS_OLD_CODE));
        }
        if (expression.isEmpty()) {
            SchemaChange kept = SchemaChange.of(
                    Rank.COLUMN_OF_ROWS,
                    id,
                    name(id),
                    "Keep the values of " + id + ", but no longer compute them",
                    alterColumn(id) + "DROP EXPRESSION");
            // Values that were never stored cannot stay.
            return List.of(
                    before.is(Attribute.VIRTUAL)
                            ? kept.or(again.with(Hazard.DATA_LOSS, Hazard.BREAKS_OLD_CODE))
                            : kept);
        }
        if (before.is(Attribute.VIRTUAL) != after.is(Attribute.VIRTUAL)) {
            return List.of(again);
        }
        return List.of(
                this.context.major() >= SETS_EXPRESSIONS_SINCE
                        ? computed(after, alterColumn(id) + "SET EXPRESSION AS (" + expression.get() + ")")
                                .or(again)
                        : again);
    }

    private static SchemaChange computed(SchemaObject after, String statement) {
        ObjectId id = after.id();
        SchemaChange change =
                SchemaChange.of(Rank.COLUMN_OF_ROWS, id, name(id), "Compute " + id + " differently", statement);
        return ComputedValue.mayFail(after) ? change.with(Hazard.MAY_FAIL_ON_DATA) : change;
    }

    private boolean isForeign(ObjectId column) {
        return this.context
                .planned(Objects.requireNonNull(column.parent()))
                .filter(ForeignOptions::isForeign)
                .isPresent();
    }

    private static String alterTable(ObjectId column) {
        return "ALTER TABLE " + SqlName.relationOf(column) + " ";
    }

    private static String alterColumn(ObjectId column) {
        return alterTable(column) + "ALTER COLUMN " + SqlName.quoted(column.name()) + " ";
    }
}
