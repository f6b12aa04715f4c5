package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values that servers of two versions word differently though they mean the same. All other values are compared literally.
 *
 * @param older the lower of both versions
 * @param newer the higher
 */
record ServerWording(int older, int newer) {

    private static final int SHORTER_QUERIES_SINCE = 16;
    private static final int LANGUAGE_TAGS_SINCE = 16;
    private static final int MAINTAIN_SINCE = 17;

    private static final Pattern QUALIFIER =
            Pattern.compile("(?<![\\w$\".])(?:[a-z_][\\w$]*|\"(?:[^\"]|\"\")++\")\\.(?=[\\w\"*])");
    private static final Pattern KEYWORDS = Pattern.compile("@.*|-u-.*");

    static ServerWording between(int oneMajor, int otherMajor) {
        return new ServerWording(Math.min(oneMajor, otherMajor), Math.max(oneMajor, otherMajor));
    }

    /** Whether a version that changed a wording lies between both. */
    private boolean isDivided(int since) {
        return this.older < since && since <= this.newer;
    }

    boolean isSame(Attribute attribute, @Nullable AttributeValue one, @Nullable AttributeValue other, ObjectKind kind) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one.equals(other)) {
            return true;
        }
        return switch (attribute) {
            case DEFINITION ->
                isDivided(SHORTER_QUERIES_SINCE)
                        && (kind == ObjectKind.VIEW || kind == ObjectKind.MATERIALIZED_VIEW)
                        && (isShorter(text(one), text(other)) || isShorter(text(other), text(one)));
            case LOCALE -> isDivided(LANGUAGE_TAGS_SINCE) && language(text(one)).equals(language(text(other)));
            case GRANTS -> isDivided(MAINTAIN_SINCE) && known(one).equals(known(other));
            default -> false;
        };
    }

    private static String text(AttributeValue value) {
        return value instanceof Text text ? text.text() : "";
    }

    /**
     * Since PostgreSQL 16, a view of one relation shows its columns without the name of the relation.
     *
     * @return whether the second is the first without the name of one relation before its dots
     */
    private static boolean isShorter(String query, String shorter) {
        Matcher qualifier = QUALIFIER.matcher(query).useTransparentBounds(true);
        String relation = "";
        boolean isLiteral = false;
        int at = 0;
        int in = 0;
        while (at < query.length()) {
            boolean isLeftOut = !isLiteral
                    && qualifier.region(at, query.length()).lookingAt()
                    && !shorter.startsWith(qualifier.group(), in);
            if (isLeftOut && (relation.isEmpty() || relation.equals(qualifier.group()))) {
                relation = qualifier.group();
                at += relation.length();
            } else if (in < shorter.length() && query.charAt(at) == shorter.charAt(in)) {
                isLiteral ^= query.charAt(at) == '\'';
                at++;
                in++;
            } else {
                return false;
            }
        }
        return in == shorter.length();
    }

    /** Since PostgreSQL 16, ICU's own names of locales are kept as language tags; keywords have different names there. */
    private static String language(String locale) {
        return KEYWORDS.matcher(locale).replaceFirst("").replace('_', '-');
    }

    /** Since PostgreSQL 17, there is one more privilege. */
    private static List<String> known(AttributeValue grants) {
        return grants instanceof Items items
                ? items.items().stream()
                        .filter(grant -> !grant.contains(" MAINTAIN"))
                        .toList()
                : List.of();
    }
}
