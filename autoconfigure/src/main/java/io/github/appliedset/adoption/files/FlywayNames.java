package io.github.appliedset.adoption.files;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * File names and placeholders as an application configures them for Flyway.
 *
 * @param prefix prefix of versioned files
 * @param repeatablePrefix prefix of repeatable files
 * @param separator separator between version and name
 * @param suffixes suffixes, each with its dot
 * @param replacesPlaceholders whether Flyway replaces placeholders
 * @param placeholderPrefix beginning of a placeholder
 * @param placeholderSuffix end of a placeholder
 */
public record FlywayNames(
        String prefix,
        String repeatablePrefix,
        String separator,
        List<String> suffixes,
        boolean replacesPlaceholders,
        String placeholderPrefix,
        String placeholderSuffix) {

    /** Flyway's defaults. */
    public static final FlywayNames DEFAULT = new FlywayNames("V", "R", "__", List.of(".sql"), true, "${", "}");

    public FlywayNames {
        suffixes = List.copyOf(suffixes);
    }

    /** Names of versioned, undo and baseline files, with groups {@code kind}, {@code version} and {@code name}. */
    Pattern versioned() {
        return Pattern.compile("(?<kind>" + Pattern.quote(this.prefix) + "|U|B)(?<version>\\d+([._]\\d+)*?)("
                + Pattern.quote(this.separator) + "(?<name>.+))?" + suffix());
    }

    /** The name of our file: {@code cheap_books} for {@code R__cheap_books.sql}. */
    String nameOfRepeatable(String file) {
        return file.substring(this.repeatablePrefix.length() + this.separator.length())
                .replaceFirst(suffix() + "$", "");
    }

    /** Names of repeatable files. */
    Pattern repeatable() {
        return Pattern.compile(Pattern.quote(this.repeatablePrefix) + Pattern.quote(this.separator) + ".+" + suffix());
    }

    /** A placeholder within a line. */
    Pattern placeholder() {
        String end = Pattern.quote(this.placeholderSuffix);
        return Pattern.compile(Pattern.quote(this.placeholderPrefix) + "(?:(?!" + end + ")[^\n])++" + end);
    }

    private String suffix() {
        return this.suffixes.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
    }
}
