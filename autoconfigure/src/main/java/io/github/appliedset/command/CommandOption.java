package io.github.appliedset.command;

import java.util.List;

/**
 * An option of a command.
 *
 * @param name in kebab case, without its prefix
 * @param value what it takes, as help shows it: {@code N}, {@code text|json}, or {@code true} for a switch
 * @param meaning in a sentence without a full stop
 * @param mayBeEmpty whether it may be written without a value
 * @param byNumber whether it also takes one of its values for each version
 */
record CommandOption(String name, String value, String meaning, boolean mayBeEmpty, boolean byNumber) {

    /** Every option begins with this. */
    static final String PREFIX = "--applied-set.";

    private static final String YES = "true";
    private static final String NUMBER = "N";
    private static final String VERSION = "VERSION";

    static CommandOption of(String name, String value, String meaning) {
        return new CommandOption(name, value, meaning, false, false);
    }

    static CommandOption oneOf(String name, List<String> values, String meaning) {
        return of(name, String.join("|", values), meaning);
    }

    static CommandOption number(String name, String meaning) {
        return of(name, NUMBER, meaning);
    }

    static CommandOption version(String name, String meaning) {
        return of(name, VERSION, meaning);
    }

    /** One that is either given or not. */
    static CommandOption switchedOn(String name, String meaning) {
        return new CommandOption(name, YES, meaning, true, false);
    }

    /** The same option, which may also be written without a value. */
    CommandOption orEmpty() {
        return new CommandOption(this.name, this.value, this.meaning, true, this.byNumber);
    }

    /** The same option, which may also say something else for each version, as in {@code 3:two,4:one}. */
    CommandOption orByNumber() {
        return new CommandOption(this.name, this.value, this.meaning, this.mayBeEmpty, true);
    }

    /**
     * Requires that its value, if it is given, is one that it takes.
     *
     * @throws WrongUsageException if it is not
     */
    void requireValue(CommandOptions given) {
        if (given.text(this.name).isEmpty()) {
            return;
        }
        switch (this.value) {
            case YES -> given.isTrue(this.name);
            case NUMBER -> given.count(this.name);
            case VERSION -> given.version(this.name);
            default -> {
                List<String> values = List.of(this.value.split("\\|"));
                if (this.byNumber) {
                    given.byNumber(this.name, values);
                } else if (values.size() > 1) {
                    given.oneOf(this.name, values);
                }
            }
        }
    }

    /** As help shows it. */
    String synopsis() {
        return PREFIX + this.name + "=" + this.value;
    }

    /** Whether a name means this option, whichever way its words are joined. */
    boolean isCalled(String other) {
        return NearestWord.plain(other).equals(NearestWord.plain(this.name));
    }
}
