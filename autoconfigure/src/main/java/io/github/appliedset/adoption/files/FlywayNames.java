package io.github.appliedset.adoption.files;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How an application has told Flyway to name files, and what stands for placeholders in them.
 *
 * @param prefix of versioned files
 * @param repeatablePrefix of repeatable ones
 * @param separator between version and name
 * @param suffixes at the end, each with its dot
 * @param replacesPlaceholders whether there are placeholders at all
 * @param placeholderPrefix what one begins with
 * @param placeholderSuffix what one ends with
 */
public record FlywayNames(
        String prefix,
        String repeatablePrefix,
        String separator,
        List<String> suffixes,
        boolean replacesPlaceholders,
        String placeholderPrefix,
        String placeholderSuffix) {

    /** If the application has said nothing. */
    public static final FlywayNames DEFAULT = new FlywayNames("V", "R", "__", List.of(".sql"), true, "${", "}");

    public FlywayNames {
        suffixes = List.copyOf(suffixes);
    }

    /** Names of versioned files, of their undoing, and of baselines, in groups {@code kind}, {@code version}, {@code name}. */
    Pattern versioned() {
        return Pattern.compile("(?<kind>" + Pattern.quote(this.prefix) + "|U|B)(?<version>\\d+([._]\\d+)*?)("
                + Pattern.quote(this.separator) + "(?<name>.+))?" + suffix());
    }

    /** Names of repeatable files. */
    Pattern repeatable() {
        return Pattern.compile(Pattern.quote(this.repeatablePrefix) + Pattern.quote(this.separator) + ".+" + suffix());
    }

    /** A placeholder within a line. */
    Pattern placeholder() {
        String end = Pattern.quote(this.placeholderSuffix);
        return Pattern.compile(Pattern.quote(this.placeholderPrefix) + "(?:(?!" + end + ")[^\n])+" + end);
    }

    private String suffix() {
        return this.suffixes.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")"));
    }
}
