package io.github.appliedset.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of docs/how-to whose blocks are played from top to bottom, every one of them. What its commands and starts print is
 * compared with what they print now: run with {@code -Ddocs.update=true} to rewrite it.
 */
public final class PlayedPage {

    private static final Pattern STEP = Pattern.compile(
            "^<!-- (?<event>[^>]+) -->$|^(?:`(?<file>[^`\n]+)`:\n\n)?```(?<kind>\\w*)\n(?<body>.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern EXAMPLE =
            Pattern.compile("^\\$ (?<command>(?:.*\\\\\n)*.*)\n(?<output>(?:(?!\\$ ).*\n)*)", Pattern.MULTILINE);

    private PlayedPage() {}

    /** Who plays it. */
    public interface Player {

        /** A block under the name of a file. */
        void file(String path, String content);

        /** A block of YAML: the application's properties from here on. */
        void properties(String yaml);

        /** A block of SQL without a name. */
        void sql(String statements);

        /**
         * A command after a prompt.
         *
         * @return what it prints, but for what differs from run to run
         */
        String command(String line);

        /**
         * A block of text: what a start of the application prints.
         *
         * @return what it prints now, but for what differs from run to run
         */
        String start();

        /** A block of Java. */
        void java(String code);

        /** A comment that readers do not see: something happens that the words above it tell of. */
        void event(String what);
    }

    public static void play(String name, Player player) throws IOException {
        Path path = Path.of("../docs/how-to", name);
        String page = Files.readString(path);
        String played = replaceAll(STEP, page, step -> step(step, player));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(path, played);
        }
    }

    private static String step(MatchResult step, Player player) {
        String event = step.group(1);
        String file = step.group(2);
        String body = step.group(4);
        if (event != null) {
            player.event(event);
            return step.group();
        }
        if (file != null) {
            player.file(file, body);
            return step.group();
        }
        switch (step.group(3)) {
            case "yaml" -> player.properties(body);
            case "sql" -> player.sql(body);
            case "java" -> player.java(body);
            case "text" -> {
                return "```text\n" + compared("the start", body, player.start()) + "\n```";
            }
            case "console" -> {
                String played = replaceAll(EXAMPLE, body, example -> example(example, player));
                return step.group().replace(body, played.replaceAll("\n(?=\\$ )", "\n\n"));
            }
            default -> throw new AssertionError("nobody plays this block:\n" + step.group());
        }
        return step.group();
    }

    private static String example(MatchResult example, Player player) {
        String command = example.group(1);
        String printed = compared(command, example.group(2), player.command(command.replaceAll("\\\\\n\\s*", "")));
        return "$ " + command + (printed.isEmpty() ? "\n" : "\n" + printed + "\n");
    }

    private static String compared(String what, String shown, String printed) {
        if (!Boolean.getBoolean("docs.update")) {
            assertThat(paths(printed.stripTrailing())).as(what).isEqualTo(paths(shown.stripTrailing()));
        }
        return printed.stripTrailing();
    }

    /** A long path is broken at 80 columns, and the folder of a test has a name of another length than the one shown. */
    private static String paths(String text) {
        return text.replaceAll("(?<=[/_])\\s*\n\\s*(?=\\S)", "").replaceAll("\\s+(?=src/main/)", " ");
    }

    private static String replaceAll(Pattern pattern, String text, Function<MatchResult, String> replacement) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacement.apply(match)));
    }
}
