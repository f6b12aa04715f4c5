package io.github.appliedset.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator is told about a command, and the only declaration of its options.
 *
 * @param summary one line in the list of commands
 * @param details a few sentences, in paragraphs between empty lines
 * @param options its own, without those of every command
 * @param exitCodes what each code means, without those of every command
 * @param example options without their prefix; none for the command alone
 * @param calledElsewhere what other tools, or shells, call it
 */
record Manual(
        String summary,
        String details,
        List<CommandOption> options,
        SortedMap<Integer, String> exitCodes,
        List<String> example,
        List<String> calledElsewhere) {

    private static final String PROGRAM = "java -jar application.jar ";

    Manual {
        options = List.copyOf(options);
        exitCodes = Collections.unmodifiableSortedMap(new TreeMap<>(exitCodes));
        example = List.copyOf(example);
        calledElsewhere = List.copyOf(calledElsewhere);
    }

    /** The manual of a command without options that exits with 0 when it is done and 1 when it fails. */
    static Manual of(String summary, String details) {
        return new Manual(
                summary,
                details,
                List.of(),
                new TreeMap<>(Map.of(CommandResult.DONE, "done", CommandResult.FAILED, "failed")),
                List.of(),
                List.of());
    }

    Manual with(CommandOption... more) {
        List<CommandOption> all =
                Stream.concat(this.options.stream(), Stream.of(more)).toList();
        return new Manual(this.summary, this.details, all, this.exitCodes, this.example, this.calledElsewhere);
    }

    /** The same with another meaning of an exit code. */
    Manual exits(int code, String meaning) {
        SortedMap<Integer, String> codes = new TreeMap<>(this.exitCodes);
        codes.put(code, meaning);
        return new Manual(this.summary, this.details, this.options, codes, this.example, this.calledElsewhere);
    }

    Manual example(String... options) {
        return new Manual(
                this.summary, this.details, this.options, this.exitCodes, List.of(options), this.calledElsewhere);
    }

    Manual calledElsewhere(String... names) {
        return new Manual(this.summary, this.details, this.options, this.exitCodes, this.example, List.of(names));
    }

    /** The example as it is typed. */
    String exampleOf(String command) {
        List<String> words = new ArrayList<>(List.of(CommandOption.PREFIX + "command=" + command));
        this.example.forEach(option -> words.add(CommandOption.PREFIX + option));
        return PROGRAM + String.join(" \\\n    ", words);
    }

    /** The page about the command, for a terminal. */
    String page(String command) {
        StringBuilder page = new StringBuilder(Paragraph.of("", 4, command + ": " + this.summary))
                .append('\n')
                .append(Stream.of(this.details.split("\n\n"))
                        .map(paragraph -> Paragraph.of("", 0, paragraph))
                        .collect(Collectors.joining("\n")));
        if (!this.options.isEmpty()) {
            page.append("\nOptions:\n\n").append(lines(this.options));
        }
        page.append("\nWith every command:\n\n").append(lines(common()));
        page.append("\nExit codes:\n\n");
        SortedMap<Integer, String> codes = new TreeMap<>(this.exitCodes);
        codes.put(CommandResult.LOCKED, "timed out waiting for the lock");
        codes.put(CommandResult.WRONG_USAGE, "wrong command line; nothing was done");
        codes.forEach(
                (code, meaning) -> page.append(Paragraph.of(String.format(Locale.ROOT, "  %2d  ", code), 6, meaning)));
        return page.append("\nExample:\n\n  ")
                .append(exampleOf(command).replace("\n", "\n  "))
                .append('\n')
                .toString();
    }

    /** The options of every command, without those that this one explains itself. */
    private List<CommandOption> common() {
        List<String> own = this.options.stream().map(CommandOption::name).toList();
        return CommonOptions.OF_EVERY_COMMAND.stream()
                .filter(common -> !own.contains(common.name()))
                .toList();
    }

    private static String lines(List<CommandOption> options) {
        StringBuilder lines = new StringBuilder();
        options.forEach(option -> lines.append("  ")
                .append(option.synopsis())
                .append('\n')
                .append(Paragraph.of("      ", 6, option.meaning())));
        return lines.toString();
    }
}
