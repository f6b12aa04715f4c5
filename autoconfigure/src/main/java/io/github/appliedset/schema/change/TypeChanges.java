package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.TypeUses;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Enums, domains, composite types and ranges. */
final class TypeChanges implements Changes {

    private static final String NOT_VALID = " NOT VALID";
    private static final List<ObjectKind> KINDS =
            List.of(ObjectKind.ENUM, ObjectKind.DOMAIN, ObjectKind.COMPOSITE_TYPE, ObjectKind.RANGE_TYPE);

    private final Context context;

    TypeChanges(Context context) {
        this.context = context;
    }

    @Override
    public List<SchemaChange> create(SchemaObject type) {
        ObjectId id = type.id();
        SchemaChange change =
                SchemaChange.of(Rank.TYPE, id, "create_type_" + SqlName.plain(id), "Create " + id, withComments(type));
        return List.of(KINDS.stream()
                .map(kind -> new ObjectId(kind, id.parent(), id.name()))
                .filter(other -> this.context.before().find(other).isPresent())
                .findFirst()
                .map(other -> change.or(rebuild(other, type, List.of()).change(name(id))))
                .orElse(change));
    }

    private static List<String> withComments(SchemaObject type) {
        List<String> statements = new ArrayList<>(createStatements(type));
        statements.addAll(Comments.of(type));
        SchemaObject bare = type.without(Attribute.FIELD_COMMENTS).without(Attribute.CHECK_COMMENTS);
        statements.addAll(Comments.ofParts(bare, type, Attribute.FIELD_COMMENTS));
        statements.addAll(Comments.ofParts(bare, type, Attribute.CHECK_COMMENTS));
        return statements;
    }

    /** A domain that is rebuilt because its base type is different. */
    SchemaChange rebuilt(SchemaObject domain) {
        SchemaObject after = this.context.planned(domain.id()).orElse(domain);
        return rebuild(domain.id(), after, List.of()).change(name(domain.id()));
    }

    private TypeRebuild rebuild(ObjectId before, SchemaObject after, List<String> fields) {
        return new TypeRebuild(this.context, before, after, TypeChanges::withComments, fields);
    }

    private static String name(ObjectId type) {
        return "alter_type_" + SqlName.plain(type);
    }

    /** A new domain cannot have a check that is not valid. */
    private static List<String> createStatements(SchemaObject type) {
        List<String> statements = new ArrayList<>(List.of(createStatement(type)));
        type.items(Attribute.CHECKS).stream()
                .filter(check -> check.endsWith(NOT_VALID))
                .forEach(check -> statements.add("ALTER DOMAIN " + SqlName.of(type.id()) + " ADD CONSTRAINT " + check));
        return statements;
    }

    private static String createStatement(SchemaObject type) {
        String name = SqlName.of(type.id());
        return switch (type.id().kind()) {
            case ENUM ->
                "CREATE TYPE " + name + " AS ENUM ("
                        + type.items(Attribute.LABELS).stream()
                                .map(SqlLiteral::readable)
                                .collect(Collectors.joining(", "))
                        + ")";
            case DOMAIN -> "CREATE DOMAIN " + name + " AS " + domain(type);
            case COMPOSITE_TYPE -> "CREATE TYPE " + name + " AS (" + String.join(", ", fields(type)) + ")";
            default -> "CREATE TYPE " + name + " AS RANGE (" + String.join(", ", range(type)) + ")";
        };
    }

    private static String domain(SchemaObject domain) {
        return domain.text(Attribute.TYPE).orElseThrow()
                + domain.text(Attribute.COLLATION)
                        .map(name -> " COLLATE " + name)
                        .orElse("")
                + domain.text(Attribute.DEFAULT)
                        .map(value -> " DEFAULT " + value)
                        .orElse("")
                + (domain.is(Attribute.NOT_NULL) ? notNullName(domain) + " NOT NULL" : "")
                + domain.items(Attribute.CHECKS).stream()
                        .filter(check -> !check.endsWith(NOT_VALID))
                        .map(check -> " CONSTRAINT " + check)
                        .collect(Collectors.joining());
    }

    private static String notNullName(SchemaObject domain) {
        return domain.text(Attribute.NOT_NULL_NAME)
                .map(name -> " CONSTRAINT " + SqlName.quoted(name))
                .orElse("");
    }

    private static List<String> range(SchemaObject range) {
        List<String> options = new ArrayList<>();
        options.add("SUBTYPE = " + range.text(Attribute.SUBTYPE).orElseThrow());
        range.text(Attribute.OPERATOR_CLASS).ifPresent(name -> options.add("SUBTYPE_OPCLASS = " + name));
        range.text(Attribute.COLLATION).ifPresent(name -> options.add("COLLATION = " + name));
        range.text(Attribute.CANONICAL).ifPresent(name -> options.add("CANONICAL = " + name));
        range.text(Attribute.SUBTYPE_DIFFERENCE).ifPresent(name -> options.add("SUBTYPE_DIFF = " + name));
        if (range.is(Attribute.MULTIRANGE)) {
            options.add("MULTIRANGE_TYPE_NAME = " + Comments.multirange(range));
        }
        return options;
    }

    @Override
    public List<SchemaChange> drop(SchemaObject type) {
        ObjectId id = type.id();
        return List.of(SchemaChange.of(
                        Rank.DROP_TYPE,
                        id,
                        "drop_type_" + SqlName.plain(id),
                        "Drop " + id,
                        "DROP " + (id.kind() == ObjectKind.DOMAIN ? "DOMAIN " : "TYPE ") + SqlName.of(id))
                .with(Hazard.BREAKS_OLD_CODE));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        String name = name(id);
        List<ObjectId> tables = tablesOf(id);
        SchemaChange rebuilt = id.kind() == ObjectKind.RANGE_TYPE
                ? replaced(after, name).or(rebuild(id, after, List.of()).change(name))
                : untyped(tables, before, after, rebuilt(before, after, name));
        List<SchemaChange> changes = new ArrayList<>();
        if (isAnotherType(before, after, different)) {
            changes.add(rebuilt);
        }
        List<String> statements = switch (id.kind()) {
            case ENUM -> newLabels(before, after);
            case DOMAIN -> changes.isEmpty() ? alterDomain(before, after, different) : List.of();
            case COMPOSITE_TYPE ->
                changes.isEmpty() ? alterFields(before, after, tables.isEmpty() ? "" : " CASCADE") : List.of();
            default -> List.of();
        };
        if (!statements.isEmpty()) {
            SchemaChange change = SchemaChange.of(Rank.TYPE, id, name, "Alter " + id, statements);
            changes.add(
                    switch (id.kind()) {
                        case DOMAIN -> change.with(Hazard.MAY_FAIL_ON_DATA).or(rebuilt);
                        case COMPOSITE_TYPE ->
                            (losesValues(before, after) ? change.with(Hazard.DATA_LOSS) : change).or(rebuilt);
                        default -> change;
                    });
        }
        changes.addAll(commentsOfParts(before, after, different));
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private SchemaChange rebuilt(SchemaObject before, SchemaObject after, String name) {
        List<String> was = List.copyOf(byName(fields(before)).keySet());
        List<String> is = List.copyOf(byName(fields(after)).keySet());
        List<String> sources = was.equals(is)
                ? List.of()
                : is.stream()
                        .map(field -> was.contains(field) ? field : TypeRebuild.NO_FIELD)
                        .toList();
        SchemaChange change = rebuild(before.id(), after, sources).change(name);
        return losesValues(before, after) ? change.with(Hazard.DATA_LOSS) : change;
    }

    /** Without any remains of the old one, if no column uses it. */
    private static SchemaChange replaced(SchemaObject after, String name) {
        ObjectId id = after.id();
        List<String> statements = new ArrayList<>(List.of("DROP TYPE " + SqlName.of(id)));
        statements.addAll(withComments(after));
        return SchemaChange.of(Rank.TYPE, id, name, "Replace " + id, statements).with(Hazard.BREAKS_OLD_CODE);
    }

    /** Whether no statement can alter one to the other. */
    private static boolean isAnotherType(SchemaObject before, SchemaObject after, Different different) {
        return switch (after.id().kind()) {
            case ENUM ->
                Context.changes(different, Attribute.LABELS)
                        && newLabels(before, after).isEmpty();
            case DOMAIN ->
                Context.changes(different, Attribute.TYPE) || Context.changes(different, Attribute.COLLATION);
            case RANGE_TYPE ->
                different.changes().stream()
                        .map(Difference.Change::attribute)
                        .anyMatch(Set.of(
                                Attribute.SUBTYPE,
                                Attribute.OPERATOR_CLASS,
                                Attribute.COLLATION,
                                Attribute.CANONICAL,
                                Attribute.SUBTYPE_DIFFERENCE,
                                Attribute.MULTIRANGE)::contains);
            case COMPOSITE_TYPE -> !newFieldsComeLast(before, after);
            default -> false;
        };
    }

    private static List<SchemaChange> commentsOfParts(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.FIELD_COMMENTS)) {
            statements.addAll(Comments.ofParts(before, after, Attribute.FIELD_COMMENTS));
        }
        if (Context.changes(different, Attribute.CHECK_COMMENTS)) {
            statements.addAll(Comments.ofParts(before, after, Attribute.CHECK_COMMENTS));
        }
        return statements.isEmpty()
                ? List.of()
                : List.of(SchemaChange.of(
                        Rank.COMMENT,
                        id,
                        "comment_on_parts_of_" + SqlName.plain(id),
                        "Comment on the parts of " + id,
                        statements));
    }

    /** Values that are only added; other differences are found later. */
    private static List<String> newLabels(SchemaObject before, SchemaObject after) {
        List<String> was = before.items(Attribute.LABELS);
        List<String> is = after.items(Attribute.LABELS);
        if (!is.stream().filter(was::contains).toList().equals(was)) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        String previous = null;
        for (String label : is) {
            if (!was.contains(label)) {
                statements.add("ALTER TYPE " + SqlName.of(after.id()) + " ADD VALUE " + SqlLiteral.readable(label)
                        + (previous == null
                                ? was.isEmpty() ? "" : " BEFORE " + SqlLiteral.readable(was.get(0))
                                : " AFTER " + SqlLiteral.readable(previous)));
            }
            previous = label;
        }
        return statements;
    }

    private static List<String> alterDomain(SchemaObject before, SchemaObject after, Different different) {
        String alter = "ALTER DOMAIN " + SqlName.of(after.id()) + " ";
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.DEFAULT)) {
            statements.add(alter
                    + after.text(Attribute.DEFAULT)
                            .map(value -> "SET DEFAULT " + value)
                            .orElse("DROP DEFAULT"));
        }
        if (Context.changes(different, Attribute.NOT_NULL) || Context.changes(different, Attribute.NOT_NULL_NAME)) {
            if (before.is(Attribute.NOT_NULL)) {
                statements.add(alter + "DROP NOT NULL");
            }
            if (after.is(Attribute.NOT_NULL)) {
                statements.add(
                        alter + (after.is(Attribute.NOT_NULL_NAME) ? "ADD" + notNullName(after) : "SET") + " NOT NULL");
            }
        }
        List<String> was = before.items(Attribute.CHECKS);
        List<String> is = after.items(Attribute.CHECKS);
        was.stream()
                .filter(check -> !is.contains(check))
                .forEach(check -> statements.add(alter + "DROP CONSTRAINT " + firstName(check)));
        is.stream()
                .filter(check -> !was.contains(check))
                .forEach(check -> statements.add(alter + "ADD CONSTRAINT " + check));
        return statements;
    }

    private static String firstName(String text) {
        return text.startsWith("\"")
                ? text.replaceFirst("(?s)^(\"(?:[^\"]|\"\")++\").*", "$1")
                : text.replaceFirst("(?s) .*", "");
    }

    /** The tables of a type are detached from it while it is rebuilt, and their columns follow. */
    private static SchemaChange untyped(
            List<ObjectId> tables, SchemaObject before, SchemaObject after, SchemaChange rebuilt) {
        if (tables.isEmpty()) {
            return rebuilt;
        }
        List<String> first = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (ObjectId table : tables) {
            String alter = "ALTER TABLE " + SqlName.of(table) + " ";
            first.add(alter + "NOT OF");
            last.addAll(alterColumns(alter, byName(fields(before)), byName(fields(after))));
            last.add(alter + "OF " + SqlName.of(after.id()));
        }
        return rebuilt.between(first, last);
    }

    private static List<String> alterColumns(String alter, Map<String, String> was, Map<String, String> is) {
        List<String> statements = new ArrayList<>();
        was.keySet().stream()
                .filter(name -> !is.containsKey(name))
                .forEach(name -> statements.add(alter + "DROP COLUMN " + name));
        is.forEach((name, field) -> {
            if (!was.containsKey(name)) {
                statements.add(alter + "ADD COLUMN " + field);
            } else if (!field.equals(was.get(name))) {
                String type = field.substring(name.length() + 1);
                statements.add(alter + "ALTER COLUMN " + name + " TYPE " + type + " USING " + name + "::"
                        + type.replaceFirst(" COLLATE .*", ""));
            }
        });
        return statements;
    }

    private static List<String> alterFields(SchemaObject before, SchemaObject after, String cascade) {
        Map<String, String> was = byName(fields(before));
        Map<String, String> is = byName(fields(after));
        String alter = "ALTER TYPE " + SqlName.of(after.id()) + " ";
        List<String> statements = new ArrayList<>();
        was.keySet().stream()
                .filter(name -> !is.containsKey(name))
                .forEach(name -> statements.add(alter + "DROP ATTRIBUTE " + name + cascade));
        is.forEach((name, field) -> {
            String old = was.get(name);
            if (old == null) {
                statements.add(alter + "ADD ATTRIBUTE " + field + cascade);
            } else if (!old.equals(field)) {
                statements.add(alter + "ALTER ATTRIBUTE " + name + " TYPE" + field.substring(name.length()) + cascade);
            }
        });
        return statements;
    }

    /** Whether the new fields follow the remaining old ones, in their order: no statement moves a field. */
    private static boolean newFieldsComeLast(SchemaObject before, SchemaObject after) {
        Set<String> was = byName(fields(before)).keySet();
        Set<String> is = byName(fields(after)).keySet();
        List<String> altered = new ArrayList<>(was);
        altered.retainAll(is);
        is.stream().filter(field -> !was.contains(field)).forEach(altered::add);
        return altered.equals(List.copyOf(is));
    }

    private boolean losesValues(SchemaObject before, SchemaObject after) {
        return !byName(fields(after))
                        .keySet()
                        .containsAll(byName(fields(before)).keySet())
                && (!tablesOf(before.id()).isEmpty()
                        || new TypeUses(this.context.before())
                                .columns(before.id())
                                .findAny()
                                .isPresent());
    }

    /** The tables declared to be of a type. */
    private List<ObjectId> tablesOf(ObjectId type) {
        return this.context.before().objects().values().stream()
                .filter(table -> table.text(Attribute.OF_TYPE)
                        .flatMap(text -> TypeUses.suffix(text, type))
                        .isPresent())
                .map(SchemaObject::id)
                .toList();
    }

    /** With quotes where any version needs them. */
    private static List<String> fields(SchemaObject type) {
        return type.items(Attribute.FIELDS).stream()
                .map(field -> {
                    String name = firstName(field);
                    return name.startsWith("\"") ? field : SqlName.quoted(name) + field.substring(name.length());
                })
                .toList();
    }

    private static Map<String, String> byName(List<String> fields) {
        Map<String, String> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(firstName(field), field));
        return byName;
    }
}
