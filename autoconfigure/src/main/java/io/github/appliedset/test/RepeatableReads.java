package io.github.appliedset.test;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migrator.Migrator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a version failed because it reads what a repeatable migration makes.
 *
 * @param migrator whose migrations
 */
record RepeatableReads(Migrator migrator) {

    /** An undefined table, function, column or other object. */
    private static final Set<String> MISSING = Set.of("42P01", "42883", "42703", "42704");

    private static final Pattern NAMED =
            Pattern.compile("(?:relation|type|column|table|view) \"([^\"]+)\"|function ([^(\\s]+)\\(");

    /** A sentence about it; empty if that is not so. */
    String explain(MigrationFailedException failure) {
        Matcher named = NAMED.matcher(failure.details().message());
        String state = failure.details().sqlState();
        if (state == null || !MISSING.contains(state) || !named.find()) {
            return "";
        }
        String whole = named.group(1) == null ? named.group(2) : named.group(1);
        String name = whole.substring(whole.lastIndexOf('.') + 1).replace("\"", "");
        List<String> makers = this.migrator.repeatables().stream()
                .filter(repeatable -> mentions(repeatable, name))
                .map(RepeatableMigration::label)
                .toList();
        return makers.isEmpty()
                ? ""
                : "\n" + failure.migration().label() + " reads " + whole + ", which repeatable migration "
                        + String.join(" or ", makers)
                        + " makes: repeatable migrations run after all versions, and with their present content. Have the"
                        + " version make what it reads, or move its statement to a repeatable migration.";
    }

    private static boolean mentions(RepeatableMigration repeatable, String name) {
        try (InputStream content = repeatable.file().content().open()) {
            return Pattern.compile("(?i)(?<![\\w])" + Pattern.quote(name) + "(?![\\w])")
                    .matcher(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .find();
        } catch (IOException unreadable) {
            return false;
        }
    }
}
