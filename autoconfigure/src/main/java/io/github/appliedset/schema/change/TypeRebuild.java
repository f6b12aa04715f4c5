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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A type that cannot be altered is rebuilt under the same name, and columns move from the old one to the new one. */
final class TypeRebuild {

    /** For a new field that takes its values from no old one. */
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

    /** By PostgreSQL's own conversion, otherwise through text: each value is read as if it had just been written. */
    SchemaChange change(String name) {
        SchemaChange byText = change(name, true);
        return this.after.id().kind() == ObjectKind.DOMAIN ? change(name, false).or(byText) : byText;
    }

    private SchemaChange change(String name, boolean byText) {
        ObjectId id = this.after.id();
        List<ObjectId> holders = holders();
        List<String> statements = new ArrayList<>(replaced(this.before, this.after));
        holders.forEach(holder -> statements.addAll(replaced(holder, successor(holder))));
        Map<ObjectId, List<String>> actions = new LinkedHashMap<>();
        for (SchemaObject column : this.context.before().objects().values()) {
            for (ObjectId each : names(concat(this.before, holders))) {
                Optional<String> array = isOwnColumn(column) ? suffix(column, each) : Optional.empty();
                if (array.isPresent()) {
                    actions.computeIfAbsent(Objects.requireNonNull(column.id().parent()), any -> new ArrayList<>())
                            .addAll(actions(column, each, array.get(), byText || isReadAgain(each)));
                }
            }
        }
        Set<ObjectId> elements = this.fields.isEmpty() || actions.isEmpty() ? Set.of() : elements(holders);
        elements.forEach(element ->
                statements.addAll(ElementCast.of(old(element), element).creation(converted("$1", element, ""))));
        actions.forEach(
                (table, its) -> statements.add("ALTER TABLE " + SqlName.of(table) + " " + String.join(", ", its)));
        elements.forEach(element ->
                statements.addAll(ElementCast.of(old(element), element).removal()));
        List<ObjectId> gone = concat(this.before, holders);
        Collections.reverse(gone);
        gone.forEach(each -> statements.add("DROP " + word(each) + SqlName.of(old(each))));
        return SchemaChange.of(Rank.TYPE, id, name, "Build " + id + " again", statements)
                .with(Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_OLD_CODE);
    }

    /** One type makes room for another one with its name. */
    private List<String> replaced(ObjectId type, SchemaObject successor) {
        List<String> statements = new ArrayList<>();
        statements.add("ALTER " + word(type) + SqlName.of(type) + " RENAME TO "
                + SqlName.quoted(old(type).name()));
        this.context
                .before()
                .find(type)
                .filter(range -> range.id().kind() == ObjectKind.RANGE_TYPE)
                .filter(range -> successor.id().kind() == ObjectKind.RANGE_TYPE)
                .ifPresent(range -> statements.addAll(roomForConstructors(range)));
        statements.addAll(this.create.apply(successor));
        return statements;
    }

    /**
     * A range has functions with its name and that of its multirange. A function that takes the renamed type collides with
     * nothing.
     */
    private List<String> roomForConstructors(SchemaObject range) {
        List<String> statements = new ArrayList<>();
        TypeUses.multirange(range).ifPresent(multirange -> {
            String name = SqlName.of(multirange);
            String rename = " RENAME TO " + SqlName.quoted(old(multirange).name());
            statements.add("ALTER TYPE " + name + rename);
            statements.add("ALTER FUNCTION " + name + "()" + rename);
        });
        String subtype = range.text(Attribute.SUBTYPE).orElseThrow();
        boolean isRenamed = concat(this.before, holders()).stream()
                .anyMatch(type -> TypeUses.suffix(subtype, type).isPresent());
        if (!isRenamed) {
            String function = "ALTER FUNCTION " + SqlName.of(range.id()) + "(" + subtype + ", " + subtype;
            String rename = " RENAME TO " + SqlName.quoted(old(range.id()).name());
            statements.add(function + ")" + rename);
            statements.add(function + ", text)" + rename);
        }
        return statements;
    }

    /** A domain as it should be; a composite type as it is, since its own change is a separate one. */
    private SchemaObject successor(ObjectId holder) {
        return this.context
                .planned(holder)
                .filter(planned -> !isComposite(holder))
                .or(() -> this.context.before().find(holder))
                .orElseThrow();
    }

    /**
     * The domains and composite types based on the type, each after what it is based on: they cannot move to another type.
     */
    private List<ObjectId> holders() {
        Set<ObjectId> holders = new LinkedHashSet<>();
        addHolders(this.before, holders);
        return List.copyOf(holders);
    }

    private void addHolders(ObjectId type, Set<ObjectId> holders) {
        for (SchemaObject object : this.context.before().objects().values()) {
            if (isMadeOf(object, type)) {
                holders.remove(object.id());
                holders.add(object.id());
                addHolders(object.id(), holders);
            }
        }
    }

    private boolean isMadeOf(SchemaObject object, ObjectId type) {
        Stream<String> parts = switch (object.id().kind()) {
            case DOMAIN -> object.text(Attribute.TYPE).stream();
            case COMPOSITE_TYPE -> TypeUses.fields(object).values().stream();
            // Its bounds are read by their positions.
            case RANGE_TYPE -> this.fields.isEmpty() ? object.text(Attribute.SUBTYPE).stream() : Stream.<String>empty();
            default -> Stream.empty();
        };
        List<ObjectId> names = names(List.of(type));
        return parts.anyMatch(part ->
                names.stream().anyMatch(name -> TypeUses.suffix(part, name).isPresent()));
    }

    /** With the multiranges of ranges. */
    private List<ObjectId> names(List<ObjectId> types) {
        return types.stream()
                .flatMap(type -> Stream.concat(
                        Stream.of(type), this.context.before().find(type).flatMap(TypeUses::multirange).stream()))
                .toList();
    }

    private boolean isComposite(ObjectId type) {
        return type.kind() == ObjectKind.COMPOSITE_TYPE && !type.equals(this.before);
    }

    /** Whether PostgreSQL has no conversion of its own for it. */
    private boolean isReadAgain(ObjectId type) {
        return isComposite(type) || type.kind() == ObjectKind.RANGE_TYPE;
    }

    /**
     * The composite types whose values are elements of arrays, which are converted one by one: each after what it is based
     * on.
     */
    private Set<ObjectId> elements(List<ObjectId> holders) {
        List<ObjectId> replaced = concat(this.before, holders);
        List<String> parts = Stream.concat(
                        this.context.before().objects().values().stream()
                                .filter(TypeRebuild::isOwnColumn)
                                .flatMap(column -> column.text(Attribute.TYPE).stream()),
                        holders.stream().flatMap(this::partsOf))
                .filter(part -> part.endsWith(ARRAY))
                .toList();
        Set<ObjectId> elements = new LinkedHashSet<>();
        for (ObjectId type : replaced) {
            if (parts.stream().anyMatch(part -> TypeUses.suffix(part, type).isPresent())) {
                elements.addAll(composites(type, replaced));
            }
        }
        return replaced.stream().filter(elements::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The type itself, or what the domain is based on. */
    private List<ObjectId> composites(ObjectId type, List<ObjectId> replaced) {
        return type.kind() == ObjectKind.DOMAIN
                ? replaced.stream()
                        .filter(base -> partsOf(type)
                                .anyMatch(part -> TypeUses.suffix(part, base).isPresent()))
                        .flatMap(base -> composites(base, replaced).stream())
                        .toList()
                : List.of(type);
    }

    private Stream<String> partsOf(ObjectId holder) {
        SchemaObject object = this.context.before().find(holder).orElseThrow();
        return holder.kind() == ObjectKind.DOMAIN
                ? object.text(Attribute.TYPE).stream()
                : TypeUses.fields(object).values().stream();
    }

    private Map<String, String> fieldsOf(ObjectId composite) {
        return TypeUses.fields(this.context.before().find(composite).orElseThrow());
    }

    private static List<ObjectId> concat(ObjectId type, List<ObjectId> domains) {
        List<ObjectId> all = new ArrayList<>(List.of(type));
        all.addAll(domains);
        return all;
    }

    private List<String> actions(SchemaObject column, ObjectId type, String array, boolean byText) {
        String name = SqlName.quoted(column.id().name());
        String alter = "ALTER COLUMN " + name + " ";
        List<String> actions = new ArrayList<>();
        boolean hasDefault = column.text(Attribute.DEFAULT).isPresent();
        if (hasDefault) {
            actions.add(alter + "DROP DEFAULT");
        }
        boolean rewritten = byText && !isForeign(column);
        actions.add(alter + "TYPE " + SqlName.of(type) + array
                + (rewritten ? " USING " + converted(name, type, array) : ""));
        defaultOf(column).filter(any -> hasDefault).ifPresent(value -> actions.add(alter + "SET DEFAULT " + value));
        return actions;
    }

    /** PostgreSQL has no rows of a foreign table, and takes no USING. */
    private boolean isForeign(SchemaObject column) {
        return this.context
                .before()
                .find(Objects.requireNonNull(column.id().parent()))
                .filter(ForeignOptions::isForeign)
                .isPresent();
    }

    private String converted(String value, ObjectId type, String array) {
        String name = SqlName.of(type);
        if (this.fields.isEmpty()) {
            return value + "::text::" + name + array;
        }
        if (!array.isEmpty()) {
            return value + "::" + name + array;
        }
        if (type.equals(this.before)) {
            return byName(value, type);
        }
        return type.kind() == ObjectKind.DOMAIN
                ? "(" + converted(value, partsOf(type).findFirst().orElseThrow()) + ")::" + name
                : row(value, type, fieldByField(value, type));
    }

    /** The value as one of a type that may be replaced, by the name of its replacement. */
    private String converted(String value, String type) {
        return concat(this.before, holders()).stream()
                .flatMap(replaced ->
                        TypeUses.suffix(type, replaced).map(array -> converted(value, replaced, array)).stream())
                .findFirst()
                .orElse(value);
    }

    private String byName(String value, ObjectId type) {
        return row(
                value,
                type,
                this.fields.stream().map(field -> field.equals(NO_FIELD) ? field : "(" + value + ")." + field));
    }

    private Stream<String> fieldByField(String value, ObjectId composite) {
        return fieldsOf(composite).entrySet().stream()
                .map(field -> converted("(" + value + ")." + SqlName.quoted(field.getKey()), field.getValue()));
    }

    /** A text has its fields by position. */
    private static String row(String value, ObjectId type, Stream<String> fields) {
        return "CASE WHEN " + value + " IS DISTINCT FROM NULL THEN ROW(" + fields.collect(Collectors.joining(", "))
                + ")::text::" + SqlName.of(type) + " END";
    }

    /** As it should be, since the old one may name a value that no longer exists. */
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
