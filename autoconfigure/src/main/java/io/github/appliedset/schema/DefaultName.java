package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names that PostgreSQL gives to objects created without one. */
@Internal
public final class DefaultName {

    private static final int LONGEST = 63;

    private DefaultName() {}

    /**
     * The name made from some parts.
     *
     * @param parts a name as it is; or the name of a table and a suffix; or those with columns between them
     */
    public static String of(List<String> parts) {
        if (parts.size() < 2) {
            return String.join("", parts);
        }
        String suffix = "_" + parts.get(parts.size() - 1);
        if (parts.size() == 2) {
            return cut(parts.get(0), LONGEST - length(suffix)) + suffix;
        }
        int room = LONGEST - length(suffix) - 1;
        int table = Math.min(length(parts.get(0)), Math.max((room + 1) / 2, room - length(parts.get(1))));
        return cut(parts.get(0), table) + "_" + cut(parts.get(1), room - table) + suffix;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** At most this many bytes of a text, in whole characters. */
    private static String cut(String text, int bytes) {
        String shorter = text;
        while (length(shorter) > bytes) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }
}
