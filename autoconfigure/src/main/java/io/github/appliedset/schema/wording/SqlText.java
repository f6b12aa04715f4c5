package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of SQL an attribute contains. */
enum SqlText {
    /** An expression, or a definition with expressions, about the columns of one relation. */
    EXPRESSION,
    /** A query, or a definition with queries. */
    QUERY,
    /** The query of a view. */
    VIEW,
    /** A function or procedure. Its body, unless written in the standard's form, is text of a language of its own. */
    ROUTINE,
    /** Statistics, which are shown with only those brackets that are needed. */
    STATISTICS;

    private static final Pattern FOREIGN_BODY = Pattern.compile("\nAS [$']");

    /** Empty for anything but SQL. */
    static Optional<SqlText> of(ObjectKind kind, Attribute attribute) {
        return switch (attribute) {
            case DEFINITION -> ofDefinition(kind);
            case DEFAULT, GENERATED, USING, CHECK, CHECKS, BOUND, PARTITION_BY -> Optional.of(EXPRESSION);
            case TABLES -> kind == ObjectKind.PUBLICATION ? Optional.of(QUERY) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<SqlText> ofDefinition(ObjectKind kind) {
        return switch (kind) {
            case CONSTRAINT, INDEX, TRIGGER -> Optional.of(EXPRESSION);
            case RULE -> Optional.of(QUERY);
            case VIEW, MATERIALIZED_VIEW -> Optional.of(VIEW);
            case FUNCTION, PROCEDURE -> Optional.of(ROUTINE);
            case STATISTICS -> Optional.of(STATISTICS);
            default -> Optional.empty();
        };
    }

    /** Where a text ends that can be worded in several ways. */
    int end(String text) {
        if (this != ROUTINE) {
            return text.length();
        }
        Matcher body = FOREIGN_BODY.matcher(text);
        return body.find() ? body.start() : text.length();
    }
}
