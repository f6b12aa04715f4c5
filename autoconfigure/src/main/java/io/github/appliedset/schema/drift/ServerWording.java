package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectKind;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What servers of two versions word differently, though it is the same: since PostgreSQL 16 a query of one table is shown
 * without the table's name before its columns. Between other versions, and about everything else, words are what they say.
 */
enum ServerWording {
    SAME,
    QUERIES_DIFFER;

    private static final int SHORTER_QUERIES_SINCE = 16;
    private static final Set<ObjectKind> WITH_QUERY =
            Set.of(ObjectKind.VIEW, ObjectKind.MATERIALIZED_VIEW, ObjectKind.RULE);
    private static final Pattern STANDARD_BODY = Pattern.compile("(?m)^(BEGIN ATOMIC|RETURN )");
    private static final Pattern QUALIFIER =
            Pattern.compile("(?<![\\w$\".])(?:[a-z_][a-z0-9_$]*|\"(?:[^\"]|\"\")+\")\\.(?=[a-z_\"*])");
    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'");

    static ServerWording between(int oneMajor, int otherMajor) {
        return oneMajor < SHORTER_QUERIES_SINCE == otherMajor < SHORTER_QUERIES_SINCE ? SAME : QUERIES_DIFFER;
    }

    boolean isSame(Attribute attribute, @Nullable AttributeValue one, @Nullable AttributeValue other, ObjectKind kind) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one.equals(other)) {
            return true;
        }
        return this == QUERIES_DIFFER
                && attribute == Attribute.DEFINITION
                && one instanceof Text was
                && other instanceof Text is
                && hasQuery(kind, was.text())
                && unqualified(was.text()).equals(unqualified(is.text()));
    }

    private static boolean hasQuery(ObjectKind kind, String definition) {
        return WITH_QUERY.contains(kind)
                || kind == ObjectKind.FUNCTION
                        && STANDARD_BODY.matcher(definition).find();
    }

    /** Names without what stands before their dots, outside of quoted text. */
    private static String unqualified(String query) {
        StringBuilder text = new StringBuilder();
        var literals = LITERAL.matcher(query);
        int at = 0;
        while (literals.find()) {
            text.append(QUALIFIER.matcher(query.substring(at, literals.start())).replaceAll(""))
                    .append(literals.group());
            at = literals.end();
        }
        return text.append(QUALIFIER.matcher(query.substring(at)).replaceAll(""))
                .toString();
    }
}
