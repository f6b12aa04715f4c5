package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.TypeUses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A type that cannot be altered is built again under its name, and columns go over from the old one to the new one. */
final class TypeRebuild {

    /** Instead of the field that a new one has its values from. */
    static final String NO_FIELD = "NULL";

    private static final String ARRAY = "[]";

    private final Context context;
    private final ObjectId before;
    private final SchemaObject after;
    private final Function<SchemaObject, List<String>> create;
    private final List<String> fields;

    /**
     * Creates a rebuild.
     *
     * @param before the type as it is, which may be of another kind
     * @param create to the statements that create a type
     * @param fields of a composite type: the old field of each new one, or NULL; empty if each is where it was
     */
    TypeRebuild(
            Context context,
            ObjectId before,
            SchemaObject after,
            Function<SchemaObject, List<String>> create,
            List<String> fields) {
        this.context = context;
        this.before = before;
        this.after = after;
        this.create = create;
        this.fields = fields;
    }

    /** By PostgreSQL's own conversion, else by way of text: each value is read as if it had just been written. */
    SchemaChange change(String name) {
        SchemaChange byText = change(name, true);
        return this.after.id().kind() == ObjectKind.DOMAIN ? change(name, false).or(byText) : byText;
    }

    private SchemaChange change(String name, boolean byText) {
        ObjectId id = this.after.id();
        String type = SqlName.of(id);
        String oldType = SqlName.of(old(this.before));
        List<ObjectId> domains = domainsOver(this.before);
        List<String> statements = new ArrayList<>(replaced(this.before, this.after));
        domains.forEach(domain -> statements.addAll(replaced(domain, asPlanned(domain))));
        Map<ObjectId, List<String>> actions = new LinkedHashMap<>();
        boolean castsElements = false;
        for (SchemaObject column : this.context.before().objects().values()) {
            for (ObjectId each : concat(this.before, domains)) {
                Optional<String> array = isOwnColumn(column) ? suffix(column, each) : Optional.empty();
                if (array.isPresent()) {
                    actions.computeIfAbsent(Objects.requireNonNull(column.id().parent()), any -> new ArrayList<>())
                            .addAll(actions(column, SqlName.of(each), array.get(), byText));
                    castsElements |= !this.fields.isEmpty() && array.get().equals(ARRAY);
                }
            }
        }
        String cast = "CAST (" + oldType + " AS " + type + ")";
        String function = SqlName.of(new ObjectId(
                id.kind(), id.parent(), DefaultName.of(List.of(old(this.before).name(), "cast"))));
        if (castsElements) {
            statements.add("CREATE FUNCTION " + function + "(" + oldType + ") RETURNS " + type
                    + " LANGUAGE sql AS $$SELECT " + byName("$1", type) + "$$");
            statements.add("CREATE " + cast + " WITH FUNCTION " + function + "(" + oldType + ")");
        }
        actions.forEach(
                (table, its) -> statements.add("ALTER TABLE " + SqlName.of(table) + " " + String.join(", ", its)));
        if (castsElements) {
            statements.add("DROP " + cast);
            statements.add("DROP FUNCTION " + function + "(" + oldType + ")");
        }
        List<ObjectId> gone = concat(this.before, domains);
        Collections.reverse(gone);
        gone.forEach(each -> statements.add("DROP " + word(each) + SqlName.of(old(each))));
        return SchemaChange.of(Rank.TYPE, id, name, "Build " + id + " again", statements)
                .with(Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_OLD_CODE);
    }

    /** One type makes room for another with its name. */
    private List<String> replaced(ObjectId type, SchemaObject successor) {
        List<String> statements = new ArrayList<>();
        statements.add("ALTER " + word(type) + SqlName.of(type) + " RENAME TO "
                + SqlName.quoted(old(type).name()));
        statements.addAll(this.create.apply(successor));
        return statements;
    }

    private SchemaObject asPlanned(ObjectId domain) {
        return this.context
                .planned(domain)
                .or(() -> this.context.before().find(domain))
                .orElseThrow();
    }

    /** The domains that are based on a type, each behind its own base: they cannot go over to another one. */
    private List<ObjectId> domainsOver(ObjectId type) {
        List<ObjectId> domains = new ArrayList<>();
        for (SchemaObject object : this.context.before().objects().values()) {
            if (object.id().kind() == ObjectKind.DOMAIN && suffix(object, type).isPresent()) {
                domains.add(object.id());
                domains.addAll(domainsOver(object.id()));
            }
        }
        return domains;
    }

    private static List<ObjectId> concat(ObjectId type, List<ObjectId> domains) {
        List<ObjectId> all = new ArrayList<>(List.of(type));
        all.addAll(domains);
        return all;
    }

    private List<String> actions(SchemaObject column, String element, String array, boolean byText) {
        String type = element + array;
        String alter = "ALTER COLUMN " + SqlName.quoted(column.id().name()) + " ";
        List<String> actions = new ArrayList<>();
        boolean hasDefault = column.text(Attribute.DEFAULT).isPresent();
        if (hasDefault) {
            actions.add(alter + "DROP DEFAULT");
        }
        actions.add(alter + "TYPE " + type + (byText ? " USING " + converted(column, element, array) : ""));
        defaultOf(column).filter(any -> hasDefault).ifPresent(value -> actions.add(alter + "SET DEFAULT " + value));
        return actions;
    }

    private String converted(SchemaObject column, String element, String array) {
        String value = SqlName.quoted(column.id().name());
        if (this.fields.isEmpty()) {
            return value + "::text::" + element + array;
        }
        return array.isEmpty() ? byName(value, element) : value + "::" + element + array;
    }

    /** A text has its fields by their positions. */
    private String byName(String value, String type) {
        return "CASE WHEN " + value + " IS DISTINCT FROM NULL THEN ROW("
                + this.fields.stream()
                        .map(field -> field.equals(NO_FIELD) ? field : "(" + value + ")." + field)
                        .collect(Collectors.joining(", "))
                + ")::text::" + type + " END";
    }

    /** As it should be, since the old one may name a value that is gone. */
    private Optional<String> defaultOf(SchemaObject column) {
        return this.context
                .planned(column.id())
                .filter(planned -> planned.text(Attribute.TYPE).equals(column.text(Attribute.TYPE)))
                .map(planned -> planned.text(Attribute.DEFAULT))
                .orElseGet(() -> column.text(Attribute.DEFAULT));
    }

    /** Whether it is a column of a table that can get another type by itself: neither inherited nor generated. */
    static boolean isOwnColumn(SchemaObject column) {
        ObjectId table = column.id().parent();
        return column.id().kind() == ObjectKind.COLUMN
                && table != null
                && table.kind() == ObjectKind.TABLE
                && !column.is(Attribute.INHERITED)
                && !column.is(Attribute.GENERATED);
    }

    /** What follows the type's name in the type of a column or domain; empty if that is another type. */
    private static Optional<String> suffix(SchemaObject column, ObjectId type) {
        @Nullable String text = column.text(Attribute.TYPE).orElse(null);
        return text == null ? Optional.empty() : TypeUses.suffix(text, type);
    }

    private static String word(ObjectId id) {
        return id.kind() == ObjectKind.DOMAIN ? "DOMAIN " : "TYPE ";
    }

    private static ObjectId old(ObjectId type) {
        return new ObjectId(type.kind(), type.parent(), DefaultName.of(List.of(type.name(), "old")));
    }
}
