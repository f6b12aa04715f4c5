package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A new column whose default is a different value for each row, without rewriting the whole table under one lock: it is
 * added without values, and its rows are filled afterwards, in batches if there is a suitable key.
 */
final class FilledColumn {

    private static final Set<String> WHOLE_NUMBERS = Set.of("smallint", "integer", "bigint");
    private static final Pattern KEY =
            Pattern.compile("(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \\(([^()]*+)\\).*");
    private static final Pattern FIRES_ON_UPDATES = Pattern.compile("\\bUPDATE\\b(?! OF )(?=.* ON )", Pattern.DOTALL);

    private final Context context;
    private final SchemaObject column;
    private final ObjectId table;

    FilledColumn(Context context, SchemaObject column) {
        this.context = context;
        this.column = column;
        this.table = Objects.requireNonNull(column.id().parent());
    }

    /**
     * Whether its rows may be filled by updating them: nothing in the table may react to the update, or hide a row from it.
     */
    boolean isPossible() {
        return this.context.isInUse(this.table)
                && this.column.text(Attribute.DEFAULT).isPresent()
                && tables().noneMatch(this::noticesUpdates);
    }

    /** The table, and those that inherit the column from it. */
    private Stream<ObjectId> tables() {
        Inheritance inheritance = new Inheritance(this.context.before());
        List<ObjectId> all = new ArrayList<>(List.of(this.table));
        for (int index = 0; index < all.size(); index++) {
            ObjectId parent = all.get(index);
            this.context.before().objects().keySet().stream()
                    .filter(id -> id.kind() == ObjectKind.TABLE && !all.contains(id))
                    .filter(id -> inheritance.parents(id).anyMatch(parent::equals))
                    .toList()
                    .forEach(all::add);
        }
        return all.stream();
    }

    private boolean noticesUpdates(ObjectId each) {
        boolean hidesRows = this.context
                .before()
                .find(each)
                .filter(it -> it.is(Attribute.ROW_SECURITY_FORCED) || ForeignOptions.isForeign(it))
                .isPresent();
        return hidesRows
                || new PublishedRows(this.context.before()).refuseUpdatesOf(each)
                || partsBefore(each).anyMatch(FilledColumn::noticesUpdates);
    }

    private static boolean noticesUpdates(SchemaObject part) {
        String definition = part.text(Attribute.DEFINITION).orElse("");
        return switch (part.id().kind()) {
            case RULE -> true;
            case TRIGGER -> FIRES_ON_UPDATES.matcher(definition).find();
            case CONSTRAINT -> definition.startsWith("CHECK") && definition.endsWith(" NOT VALID");
            default -> false;
        };
    }

    private Stream<SchemaObject> partsBefore(ObjectId each) {
        return this.context.before().objects().values().stream()
                .filter(object -> each.equals(object.id().parent()));
    }

    /** The column without values; rows that are written from now on have one. */
    SchemaChange add(SchemaChange plain) {
        return withoutValues(
                plain,
                "without values for the rows that are there",
                List.of("ALTER TABLE " + SqlName.of(this.table) + " ALTER COLUMN "
                        + SqlName.quoted(this.column.id().name()) + " SET DEFAULT "
                        + this.column.text(Attribute.DEFAULT).orElseThrow()));
    }

    /** The column alone, for a default that needs it; rows have no value until they are filled. */
    SchemaChange bare(SchemaChange plain) {
        return withoutValues(plain, "without the default that needs it", List.of());
    }

    private SchemaChange withoutValues(SchemaChange plain, String how, List<String> next) {
        List<String> statements = new ArrayList<>(plain.statements());
        statements.set(
                0, "ALTER TABLE " + SqlName.of(this.table) + " ADD COLUMN " + ColumnClause.withoutValues(this.column));
        statements.addAll(1, next);
        return SchemaChange.of(
                plain.rank(), this.column.id(), plain.name(), "Add " + this.column.id() + ", " + how, statements);
    }

    /** Gives each existing row its value. */
    SchemaChange fill() {
        ObjectId id = this.column.id();
        String name = SqlName.quoted(id.name());
        String update = "UPDATE " + SqlName.of(this.table) + " SET " + name + " = DEFAULT\nWHERE ";
        String fileName = SqlName.plain(this.table) + "_fill_column_" + id.name();
        Optional<SchemaObject> key = key();
        if (key.isEmpty()) {
            return SchemaChange.of(
                            Rank.COLUMN_OF_ROWS,
                            id,
                            fileName,
                            "Fill " + id + " in one statement, since its table has no integer key to go by",
                            update + name + " IS NULL")
                    .with(Hazard.FULL_SCAN, Hazard.BLOCKS_WRITES);
        }
        String along = SqlName.quoted(key.get().id().name());
        List<String> directives = new ArrayList<>(List.of("batches=" + SqlName.of(this.table) + "." + along));
        if (this.column.is(Attribute.NOT_NULL)) {
            directives.add("done-when=SELECT 1 FROM " + SqlName.of(this.table) + " WHERE " + name + " IS NULL LIMIT 1");
        }
        return SchemaChange.of(
                        Rank.COLUMN_OF_ROWS,
                        id,
                        fileName,
                        "Fill " + id + " in batches",
                        update + along + " BETWEEN current_setting('applied_set.batch_from')::bigint\n    AND"
                                + " current_setting('applied_set.batch_to')::bigint\n    AND " + name + " IS NULL")
                .directed(directives)
                .with(Hazard.FULL_SCAN);
    }

    /** A column that batches can follow: a key by itself that is not dropped before, never null, of an integer type. */
    private Optional<SchemaObject> key() {
        return partsBefore(this.table)
                .filter(part -> part.id().kind() == ObjectKind.CONSTRAINT && this.context.remains(part.id()))
                .map(constraint ->
                        KEY.matcher(constraint.text(Attribute.DEFINITION).orElse("")))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .flatMap(names -> partsBefore(this.table)
                        .filter(part -> part.id().kind() == ObjectKind.COLUMN)
                        .filter(part -> SqlName.quoted(part.id().name()).equals(names)
                                || names.equals('"' + part.id().name() + '"')))
                .filter(FilledColumn::isWholeAndNeverNull)
                .filter(part -> this.context
                        .planned(part.id())
                        .filter(FilledColumn::isWholeAndNeverNull)
                        .isPresent())
                .findFirst();
    }

    private static boolean isWholeAndNeverNull(SchemaObject column) {
        return column.is(Attribute.NOT_NULL)
                && WHOLE_NUMBERS.contains(column.text(Attribute.TYPE).orElse(""));
    }
}
