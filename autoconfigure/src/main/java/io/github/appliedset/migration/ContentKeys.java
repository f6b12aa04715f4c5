package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keys of databases in which migrations have run: equal for equal migrations in the same order. */
@Internal
public final class ContentKeys {

    private ContentKeys() {}

    /**
     * One key for the first migration, one for the first two, and so on, up to the first without a checksum.
     *
     * @param start what else such databases must have in common
     */
    public static List<String> of(List<Migration> inOrder, String start) {
        List<String> keys = new ArrayList<>();
        String key = start;
        for (Migration migration : inOrder) {
            Checksum checksum = migration.up().isCode() ? null : migration.up().checksum();
            if (checksum == null) {
                break;
            }
            key = digest(key + '\n' + migration.version() + ' ' + migration.name() + ' ' + checksum);
            keys.add(key);
        }
        return keys;
    }

    private static String digest(String text) {
        try {
            return Checksum.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .hex();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
