package io.github.appliedset.command;

import io.github.appliedset.text.Visible;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a command line, without their prefix.
 *
 * @param values texts by kebab-case name
 */
public record CommandOptions(Map<String, String> values) {

    private static final Pattern LABEL = Pattern.compile("[vV]?(\\d{1,18})(?:_.*)?");

    private static final Pattern BY_NUMBER = Pattern.compile("0*(\\d+):(.*)");

    public CommandOptions {
        values = Map.copyOf(values);
    }

    /** The value; empty if there is none, or only spaces. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(this.values.get(name)).filter(text -> !text.isBlank());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> new WrongUsageException("--applied-set." + name + "=... is missing."));
    }

    boolean isTrue(String name) {
        String value = this.values.get(name);
        return value != null
                && (value.isEmpty() || oneOf(name, List.of("false", "true")).equals("true"));
    }

    /** One of the values; the first one if the option is not given. */
    public String oneOf(String name, List<String> allowed) {
        String value = text(name).orElse(allowed.get(0));
        if (!allowed.contains(value)) {
            throw WrongUsageException.value(name, value, allowed);
        }
        return value;
    }

    /** One of the values for each version, as in {@code 3:two,4:one}; under an empty key if it is one for all. */
    Map<String, String> byNumber(String name, List<String> allowed) {
        String given = required(name);
        if (allowed.contains(given)) {
            return Map.of("", given);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : given.split(",")) {
            Matcher one = BY_NUMBER.matcher(word.strip());
            if (!one.matches() || !allowed.contains(one.group(2))) {
                throw WrongUsageException.value(name, given, allowed);
            }
            values.put(one.group(1), one.group(2));
        }
        return values;
    }

    /** How many: a whole number of at least 1. */
    Optional<Long> count(String name) {
        return number(name, 1);
    }

    /** A version: a whole number of at least 0. */
    Optional<Long> version(String name) {
        return number(name, 0);
    }

    private Optional<Long> number(String name, long least) {
        return text(name).map(text -> {
            try {
                long number = Long.parseLong(text.strip());
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException ignored) {
                // Reported below.
            }
            throw WrongUsageException.ofLines("--applied-set." + name + " is '" + Visible.line(text)
                    + "', but must be a whole number of at least " + least + "."
                    + (least == 0 ? versionIn(text, name) : ""));
        });
    }

    /** The version that the command is about. */
    long version() {
        return requiredVersion("version");
    }

    long requiredVersion(String name) {
        required(name);
        return version(name).orElseThrow();
    }

    /** The version, where a whole name or file was given. */
    private static String versionIn(String text, String option) {
        Matcher label = LABEL.matcher(text.strip());
        return label.matches() ? "\nDid you mean --applied-set." + option + "=" + label.group(1) + "?" : "";
    }
}
