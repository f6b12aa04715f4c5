package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The comment of an object of any kind. */
final class Comments {

    private Comments() {}

    /** The statements that an object needs after it was created; none if it has no comment. */
    static List<String> of(SchemaObject object) {
        List<String> statements = new ArrayList<>();
        object.text(Attribute.COMMENT).ifPresent(text -> statements.add(comment(target(object.id()), text)));
        object.text(Attribute.INDEX_COMMENT)
                .ifPresent(text -> statements.add(comment("INDEX " + SqlName.of(object.id()), text)));
        return statements;
    }

    /** The change of a comment. */
    static SchemaChange change(SchemaObject object) {
        return SchemaChange.of(
                Rank.COMMENT,
                object.id(),
                "comment_on_" + SqlName.plain(object.id()),
                "Comment on " + object.id(),
                comment(target(object.id()), object.text(Attribute.COMMENT).orElse(null)));
    }

    /** The change of a comment on the index of a constraint. */
    static SchemaChange changeOfIndex(SchemaObject constraint) {
        return SchemaChange.of(
                Rank.COMMENT,
                constraint.id(),
                "comment_on_index_" + SqlName.plain(constraint.id()),
                "Comment on the index of " + constraint.id(),
                comment(
                        "INDEX " + SqlName.of(constraint.id()),
                        constraint.text(Attribute.INDEX_COMMENT).orElse(null)));
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

    private static String comment(String target, @Nullable String text) {
        return "COMMENT ON " + target + " IS " + (text == null ? "NULL" : SqlLiteral.readable(text));
    }

    private static String target(ObjectId id) {
        return switch (id.kind()) {
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
