package io.github.appliedset.command;

import java.util.Map;
import java.util.Optional;

/**
 * The options of a command line, without their prefix.
 *
 * @param values texts by kebab-case name
 */
public record CommandOptions(Map<String, String> values) {

    public CommandOptions {
        values = Map.copyOf(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(this.values.get(name)).filter(text -> !text.isBlank());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> new WrongUsageException("--applied-set." + name + "=... is missing."));
    }

    boolean isTrue(String name) {
        String text = this.values.getOrDefault(name, "false");
        return switch (text) {
            case "true", "" -> true;
            case "false" -> false;
            default ->
                throw new WrongUsageException(
                        "--applied-set." + name + " is '" + text + "', but must be true or false.");
        };
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
            throw new WrongUsageException("--applied-set." + name + " is '" + text
                    + "', but must be a whole number of at least " + least + ".");
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
}
