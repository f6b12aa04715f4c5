package io.github.appliedset.command;

import io.github.appliedset.text.Visible;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line as they were typed. What is meant for applied-set must be written so that applied-set reads it:
 * an option without its prefix would otherwise be a property of the application, and the command would run without it.
 *
 * @param words the arguments of the process
 */
public record CommandWords(List<String> words) {

    private static final String HELP = "help";
    private static final String OWN = NearestWord.plain("applied-set");
    private static final int SLIPS = 2;

    /** {@code -Dapplied-set.x=y} after the jar is no property of Java any more, but one argument of the application. */
    private static final Pattern OF_JAVA_OR_OF_A_SHELL = Pattern.compile("^(-D(?=[^=]*[._])|-+)");

    public CommandWords {
        words = List.copyOf(words);
    }

    /**
     * One argument.
     *
     * @param name without dashes, up to the equals sign
     * @param value what follows it; null if there is none
     */
    private record Word(String text, String name, @Nullable String value) {

        static Word of(String text) {
            String[] parts =
                    OF_JAVA_OR_OF_A_SHELL.matcher(text).replaceFirst("").split("=", 2);
            return new Word(text, parts[0], parts.length == 1 ? null : parts[1]);
        }

        boolean isOption() {
            return this.text.startsWith("--");
        }

        boolean isOurs() {
            int dot = this.name.indexOf('.');
            return dot > 0 && NearestWord.plain(this.name.substring(0, dot)).equals(OWN);
        }

        /** The name without our prefix. */
        String rest() {
            return this.name.substring(this.name.indexOf('.') + 1);
        }
    }

    /** Whether help about the command is wanted instead of the command. */
    public boolean askForHelp() {
        return options().anyMatch(word -> word.name().equals(HELP));
    }

    /** The word that was probably meant to name a command, and is misspelt: also one that is not an option. */
    public Optional<String> misspeltCommand() {
        // Each start with arguments asks, and this way it loads no class more.
        for (String text : this.words) {
            Word word = Word.of(Visible.line(text));
            if (namesACommandWrongly(word)) {
                return Optional.of(word.text());
            }
        }
        return Optional.empty();
    }

    private static boolean namesACommandWrongly(Word word) {
        String plain = NearestWord.plain(word.name()).replace(".", "");
        int slips = NearestWord.changes(plain, OWN + CommonOptions.COMMAND);
        return slips > 0 && slips <= SLIPS || slips == 0 && !(word.isOurs() && word.isOption());
    }

    private Stream<Word> options() {
        return parsed().stream().filter(Word::isOption);
    }

    private List<Word> parsed() {
        return this.words.stream().map(Visible::line).map(Word::of).toList();
    }

    /**
     * Requires that everything on the command line is known.
     *
     * @param command the command
     * @param isTyped whether the command itself is on the command line, so that every word is for it
     * @param properties the names of all properties, without their prefix
     * @throws WrongUsageException with everything that is wrong
     */
    public void require(CommandName command, boolean isTyped, Collection<String> properties) {
        List<Word> all = parsed();
        Set<String> problems = new LinkedHashSet<>();
        for (int at = 0; at < all.size(); at++) {
            Word word = all.get(at);
            String next = at + 1 < all.size() && !all.get(at + 1).text().startsWith("-")
                    ? all.get(at + 1).text()
                    : null;
            if (word.isOption()) {
                problem(command, word, next, properties).ifPresent(problems::add);
            } else if (isTyped ? isMeantForUs(word, properties) : hasANameOfOurs(word, properties)) {
                problems.add("The command " + command.text() + " does not understand '" + word.text()
                        + "'. Options begin with --applied-set." + meant(command, word, next, properties));
            }
        }
        if (!problems.isEmpty()) {
            throw WrongUsageException.ofLines(String.join("\n", problems));
        }
    }

    /** After a typed command; anything else that is no option is an argument of the application's own. */
    private static boolean isMeantForUs(Word word, Collection<String> properties) {
        return word.text().startsWith("-")
                || isNumber(word.text())
                || hasANameOfOurs(word, properties)
                || Arrays.stream(CommandName.values())
                        .anyMatch(command -> command.text().equalsIgnoreCase(word.text()));
    }

    /** A number after a command is a version or a count. */
    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    }

    /** Also beside a command of the environment, whose words are otherwise for the application. */
    private static boolean hasANameOfOurs(Word word, Collection<String> properties) {
        return word.isOurs()
                || namesACommandWrongly(word)
                || isHelp(word.name())
                || known(word.name()).isPresent()
                || prefixed(word.name(), properties).isPresent();
    }

    private static boolean isHelp(String name) {
        return Set.of("h", "?", HELP).contains(name.toLowerCase(Locale.ROOT));
    }

    /** A word that is no option, such as {@code -dry-run}. */
    private static String meant(CommandName command, Word word, @Nullable String next, Collection<String> properties) {
        String name = word.isOurs() ? word.rest() : word.name();
        if (isHelp(name)) {
            return "\nDid you mean --help?";
        }
        if (namesACommandWrongly(word)) {
            return didYouMean(CommonOptions.COMMAND, word.value(), "...");
        }
        return known(name)
                .or(() -> word.isOurs() ? same(name, properties) : prefixed(name, properties))
                .map(option -> meant(command, option, word, next))
                .orElse("");
    }

    private static Optional<String> problem(
            CommandName command, Word word, @Nullable String next, Collection<String> properties) {
        if (word.isOurs()) {
            return own(command, word, next, properties);
        }
        return known(word.name())
                .or(() -> prefixed(word.name(), properties))
                .map(option -> shown(word, option) + " is not an option." + meant(command, option, word, next));
    }

    private static String shown(Word word, String option) {
        String value = repeatable(word, option);
        return "--" + word.name() + (value == null ? "" : "=" + value);
    }

    /** The value, but never that of a property, which may be a password. */
    private static @Nullable String repeatable(Word word, String option) {
        return allNames().contains(option) ? word.value() : null;
    }

    /** What follows a misspelt prefix, such as {@code aplied-set.} or {@code applied-set-}. */
    private static Optional<String> prefixed(String name, Collection<String> properties) {
        for (int at = 1; at < name.length(); at++) {
            if (".-_".indexOf(name.charAt(at)) >= 0) {
                String prefix = NearestWord.plain(name.substring(0, at)).replace(".", "");
                String rest = name.substring(at + 1);
                if (NearestWord.changes(prefix, OWN) <= SLIPS) {
                    Optional<String> found = known(rest).or(() -> same(rest, properties));
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> own(
            CommandName command, Word word, @Nullable String next, Collection<String> properties) {
        String name = word.rest();
        Optional<CommandOption> option =
                command.options().filter(one -> one.isCalled(name)).findFirst();
        if (option.isPresent()) {
            return withoutValue(option.get(), word, next);
        }
        if (NearestWord.plain(name).equals(CommonOptions.COMMAND) || isProperty(name, properties)) {
            return Optional.empty();
        }
        String problem =
                "--" + word.name() + " is neither an option of the command " + command.text() + " nor a property.";
        if (NearestWord.plain(name).equals(HELP)) {
            return Optional.of(problem + "\nDid you mean --help?");
        }
        Optional<String> elsewhere = known(name);
        if (elsewhere.isPresent()) {
            return Optional.of(problem + ofOthers(command, elsewhere.get()));
        }
        Set<String> near = new TreeSet<>(command.allOptions());
        near.addAll(properties);
        return Optional.of(problem
                + nearest(name, near)
                        .or(() -> nearest(name, allNames()))
                        .map(nearest -> didYouMean(nearest, repeatable(word, nearest), "..."))
                        .orElse(""));
    }

    /** An empty value is probably a variable that is not set: the command would do something else. */
    private static Optional<String> withoutValue(CommandOption option, Word word, @Nullable String next) {
        if (option.mayBeEmpty() || word.value() != null && !word.value().isBlank()) {
            return Optional.empty();
        }
        return Optional.of("--" + word.name() + " has no value."
                + (next == null || word.value() != null ? "" : didYouMean(option.name(), next, "")));
    }

    private static boolean isProperty(String name, Collection<String> properties) {
        String ofOne = name.replaceFirst("^migrators\\.[^.]+\\.", "");
        return same(ofOne.replaceFirst("\\[.*", ""), properties).isPresent();
    }

    private static Optional<String> same(String name, Collection<String> names) {
        String plain = NearestWord.plain(name);
        return names.stream()
                .filter(one -> NearestWord.plain(one).equals(plain))
                .findFirst();
    }

    private static Optional<String> nearest(String name, Collection<String> names) {
        return NearestWord.to(name, names);
    }

    /** The option of any command that a name means. */
    private static Optional<String> known(String name) {
        return same(name, allNames());
    }

    private static Set<String> allNames() {
        return Arrays.stream(CommandName.values())
                .flatMap(command -> command.allOptions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String meant(CommandName command, String option, Word word, @Nullable String next) {
        Optional<CommandOption> own =
                command.options().filter(one -> one.name().equals(option)).findFirst();
        String otherwise =
                own.or(() -> declared(option)).map(CommandOption::value).orElse("...");
        String value = word.value() != null || otherwise.equals("true") ? repeatable(word, option) : next;
        return didYouMean(option, value, otherwise)
                + (own.isPresent() || command.allOptions().contains(option) ? "" : ofOthers(command, option));
    }

    private static Optional<CommandOption> declared(String option) {
        return Arrays.stream(CommandName.values())
                .flatMap(CommandName::options)
                .filter(one -> one.name().equals(option))
                .findFirst();
    }

    private static String didYouMean(String option, @Nullable String value, String otherwise) {
        return "\nDid you mean " + CommandOption.PREFIX + option + "="
                + (value == null || value.isBlank() ? otherwise : value) + "?";
    }

    /** Says which commands take an option, and that a command has its name; nothing about a property. */
    private static String ofOthers(CommandName command, String option) {
        if (!allNames().contains(option)) {
            return "";
        }
        List<String> others = new ArrayList<>();
        String also = "";
        for (CommandName other : CommandName.values()) {
            if (other.allOptions().contains(option)) {
                others.add(other.text());
            }
            if (other.text().equals(option)) {
                also = " There is also --applied-set.command=" + option + ".";
            }
        }
        return " It is an option of " + String.join(", ", others) + ", not of " + command.text() + "." + also;
    }
}
