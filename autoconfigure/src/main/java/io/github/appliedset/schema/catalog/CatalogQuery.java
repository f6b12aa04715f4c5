package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Coverage.Detail;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query in a file. A line that ends in {@code -- [15]} is for PostgreSQL 15 and later, in {@code -- [<15]} for older
 * versions, in {@code -- [versions]} for coverage with that detail.
 *
 * @param file its name
 * @param catalog without user objects there, it finds nothing; null if it may still find something
 */
record CatalogQuery(String file, @Nullable String catalog) {

    private static final Pattern CONDITION = Pattern.compile("\\[(<?)(\\w+)]");

    CatalogQuery(String file) {
        this(file, null);
    }

    String text(int major, Set<Detail> details) {
        return read().lines().filter(line -> applies(line, major, details)).collect(Collectors.joining("\n"));
    }

    private String read() {
        try (InputStream sql =
                Objects.requireNonNull(CatalogQuery.class.getResourceAsStream(this.file + ".sql"), this.file)) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean applies(String line, int major, Set<Detail> details) {
        int mark = line.lastIndexOf("-- [");
        if (mark < 0) {
            return true;
        }
        Matcher conditions = CONDITION.matcher(line).region(mark, line.length());
        while (conditions.find()) {
            String condition = conditions.group(2);
            boolean holds = Character.isDigit(condition.charAt(0))
                    ? major >= Integer.parseInt(condition)
                            != conditions.group(1).equals("<")
                    : details.contains(Detail.valueOf(condition.toUpperCase(Locale.ROOT)));
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
