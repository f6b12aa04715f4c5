package io.github.appliedset.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.sample.PackagedApplication.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page docs/reference/commands.md, which is executed. */
class CommandsPageIT extends PackagedApplicationSupport {

    private static final Path PAGE = Path.of("../docs/reference/commands.md");
    private static final Path README = Path.of("../README.md");
    private static final String PROGRAM = "java -jar shop.jar ";
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");

    @Test
    void commandsSayWhatThePageSays() throws Exception {
        String page = Files.readString(PAGE);
        List<ConsoleExample> examples = ConsoleExample.in(page, "commands");
        assertThat(examples).hasSizeGreaterThan(8).containsAll(ConsoleExample.in(Files.readString(README), "commands"));
        for (ConsoleExample example : examples) {
            assertThat(example.command()).startsWith(PROGRAM);
            List<String> arguments = WORD.matcher(example.command().substring(PROGRAM.length()))
                    .results()
                    .map(word -> word.group().replace("'", ""))
                    .toList();
            Ended ended = this.application.run(arguments);
            String out = settled(ended.out().isEmpty() ? ended.err() : ended.out());
            if (Boolean.getBoolean("docs.update")) {
                page = page.replaceFirst(
                        "(?m)^" + Pattern.quote("$ " + example.command()) + "\n" + Pattern.quote(example.output())
                                + "\n?```",
                        Matcher.quoteReplacement("$ " + example.command() + "\n" + out + "\n```"));
                Files.writeString(PAGE, page);
            } else {
                assertThat(out).as(example.command()).isEqualTo(example.output());
            }
        }
    }

    private static String settled(String out) {
        return out.replaceAll("localhost:\\d+", "localhost:5432")
                .replaceAll("\\d+ ms", "12 ms")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d([T ])[\\d:.]+Z", "2026-05-20$110:38:00Z")
                .replaceAll("(?m) +$", "")
                .strip();
    }
}
