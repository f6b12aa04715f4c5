package io.github.appliedset.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command in a {@code console} block of a document, and what the document says it prints.
 *
 * @param command without the prompt, in one line
 * @param output all lines up to the next prompt
 */
record ConsoleExample(String command, String output) {

    private static final Pattern BLOCK = Pattern.compile("^```console\\R(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern PROMPT = Pattern.compile("^\\$ ", Pattern.MULTILINE);

    /** All examples of the section between the comments {@code <!-- name -->} and {@code <!-- /name -->}. */
    static List<ConsoleExample> in(String document, String name) {
        Matcher section = Pattern.compile("<!-- " + name + " -->(.*?)<!-- /" + name + " -->", Pattern.DOTALL)
                .matcher(document);
        List<ConsoleExample> examples = new ArrayList<>();
        while (section.find()) {
            BLOCK.matcher(section.group(1))
                    .results()
                    .flatMap(block -> PROMPT.splitAsStream(block.group(1)))
                    .filter(text -> !text.isBlank())
                    .map(ConsoleExample::of)
                    .forEach(examples::add);
        }
        return examples;
    }

    private static ConsoleExample of(String text) {
        String[] parts = text.replaceAll("\\\\\\R\\s*", "").split("\\R", 2);
        return new ConsoleExample(parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
    }
}
