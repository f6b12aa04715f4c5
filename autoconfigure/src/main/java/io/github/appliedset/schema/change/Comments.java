package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The comment of an object of any kind. */
final class Comments {

    private static final ObjectId PUBLIC = ObjectId.of(ObjectKind.SCHEMA, "public");
    private static final List<Attribute> BESIDE = List.of(
            Attribute.INDEX_COMMENT,
            Attribute.CONSTRAINT_COMMENT,
            Attribute.MULTIRANGE_COMMENT,
            Attribute.NOT_NULL_COMMENT);

    private Comments() {}

    /** The statements that an object needs after it was created; none if it has no comment. */
    static List<String> of(SchemaObject object) {
        List<String> statements = new ArrayList<>();
        object.text(Attribute.COMMENT).ifPresent(text -> statements.add(comment(target(object), text)));
        for (Attribute beside : BESIDE) {
            object.text(beside).ifPresent(text -> statements.add(comment(target(object, beside), text)));
        }
        return statements;
    }

    /** The changes of comments on what PostgreSQL creates with the object. */
    static List<SchemaChange> beside(SchemaObject object, Different different) {
        return BESIDE.stream()
                .filter(beside -> Context.changes(different, beside))
                .map(beside -> SchemaChange.of(
                        Rank.COMMENT,
                        object.id(),
                        "comment_on_" + word(beside) + "_" + SqlName.plain(object.id()),
                        "Comment on the " + word(beside).replace('_', ' ') + " of " + object.id(),
                        comment(target(object, beside), object.text(beside).orElse(null))))
                .toList();
    }

    private static String word(Attribute beside) {
        return switch (beside) {
            case INDEX_COMMENT -> "index";
            case MULTIRANGE_COMMENT -> "multirange";
            case NOT_NULL_COMMENT -> "not_null";
            default -> "constraint";
        };
    }

    private static String target(SchemaObject object, Attribute beside) {
        ObjectId id = object.id();
        return switch (beside) {
            case INDEX_COMMENT -> "INDEX " + SqlName.of(id);
            case MULTIRANGE_COMMENT -> "TYPE " + multirange(object);
            case NOT_NULL_COMMENT ->
                "CONSTRAINT " + SqlName.quoted(notNullName(object)) + " ON "
                        + (id.kind() == ObjectKind.DOMAIN ? "DOMAIN " + SqlName.of(id) : SqlName.relationOf(id));
            default -> "CONSTRAINT " + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id);
        };
    }

    /** It may be in another schema, which is then stated. */
    static String multirange(SchemaObject range) {
        String name = range.text(Attribute.MULTIRANGE).orElseThrow();
        return name.contains(".")
                ? name
                : SqlName.quoted(Objects.requireNonNull(range.id().parent()).name()) + "." + SqlName.quoted(name);
    }

    private static String notNullName(SchemaObject object) {
        ObjectId id = object.id();
        List<String> parts = id.kind() == ObjectKind.DOMAIN
                ? List.of(id.name(), "not_null")
                : List.of(Objects.requireNonNull(id.parent()).name(), id.name(), "not_null");
        return object.text(Attribute.NOT_NULL_NAME).orElseGet(() -> DefaultName.of(parts));
    }

    /** The change of a comment. */
    static SchemaChange change(SchemaObject object) {
        return SchemaChange.of(
                Rank.COMMENT,
                object.id(),
                "comment_on_" + SqlName.plain(object.id()),
                "Comment on " + object.id(),
                comment(target(object), object.text(Attribute.COMMENT).orElseGet(() -> usual(object))));
    }

    /** PostgreSQL's own comment on an object; the reader leaves it out. */
    private static @Nullable String usual(SchemaObject object) {
        return object.id().equals(PUBLIC) ? "standard public schema" : null;
    }

    /** The comments on fields of a composite type or checks of a domain: each item is a quoted name, a colon and the text. */
    static List<String> ofParts(SchemaObject before, SchemaObject after, Attribute attribute) {
        List<String> was = before.items(attribute);
        List<String> is = after.items(attribute);
        List<String> statements = new ArrayList<>();
        List<String> commented = is.stream().map(Comments::partName).toList();
        was.stream()
                .map(Comments::partName)
                .filter(name -> !commented.contains(name))
                .forEach(name -> statements.add(comment(partTarget(after.id(), name, attribute), null)));
        is.stream()
                .filter(item -> !was.contains(item))
                .forEach(item -> statements.add(comment(
                        partTarget(after.id(), partName(item), attribute),
                        item.substring(partName(item).length() + 2))));
        return statements;
    }

    private static String partName(String item) {
        return item.startsWith("\"")
                ? item.replaceFirst("(?s)^(\"(?:[^\"]|\"\")++\").*", "$1")
                : item.replaceFirst("(?s):.*", "");
    }

    private static String partTarget(ObjectId type, String part, Attribute attribute) {
        return attribute == Attribute.CHECK_COMMENTS
                ? "CONSTRAINT " + part + " ON DOMAIN " + SqlName.of(type)
                : "COLUMN " + SqlName.of(type) + "." + part;
    }

    /** The statement for an object by its kind and name. */
    static String on(String target, @Nullable String text) {
        return comment(target, text);
    }

    private static String comment(String target, @Nullable String text) {
        return "COMMENT ON " + target + " IS " + (text == null ? "NULL" : SqlLiteral.readable(text));
    }

    private static String target(SchemaObject object) {
        ObjectId id = object.id();
        return switch (id.kind()) {
            case TABLE -> (ForeignOptions.isForeign(object) ? "FOREIGN TABLE " : "TABLE ") + SqlName.of(id);
            case COLUMN -> "COLUMN " + SqlName.relationOf(id) + "." + SqlName.quoted(id.name());
            case CONSTRAINT, TRIGGER, POLICY, RULE ->
                word(id.kind()) + " " + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id);
            default -> SqlName.withKind(id);
        };
    }

    private static String word(ObjectKind kind) {
        return kind.label().toUpperCase(Locale.ROOT);
    }
}
