package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.command.ErrorTopics.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page docs/reference/errors.md as the jar has it, and that it explains every error. */
class ExplainCommandTests {

    private static final Pattern CODE = Pattern.compile("(?s)```\\w*\n(.*?)\n```");

    private final ErrorTopics topics = new ErrorTopics();

    @Test
    void pageInTheJarIsThePageOfTheDocumentation() throws IOException {
        try (InputStream page = ErrorTopics.class.getResourceAsStream("/" + CommandInput.ERRORS_PAGE)) {
            assertThat(page).hasBinaryContent(Files.readAllBytes(Path.of("../docs/reference/errors.md")));
        }
    }

    @Test
    void everyAnchorInTheCodeIsATopic() throws IOException {
        Set<String> unused = this.topics.all().stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> used = AnchorsInSources.below(Path.of("src/main/java"));

        assertThat(unused).containsAll(used);
        unused.removeAll(used);
        assertThat(unused).as("topics of log lines without a link").containsExactly("encoding");
    }

    @Test
    void everyTopicHasATitleAndATextForATerminal() {
        assertThat(this.topics.all()).isNotEmpty().allSatisfy(topic -> {
            String text = PlainMarkdown.of(topic.markdown(), "docs/reference/");
            assertThat(text).startsWith(topic.title() + "\n\n").doesNotContain("```", "](", "<a id", "\n### ");
            assertThat(text.lines())
                    .allSatisfy(line -> assertThat(line.length() <= 80 || isOneWord(line))
                            .as(line)
                            .isTrue());
            assertThat(words(text)).containsAll(words(code(topic.markdown())));
        });
        assertThat(this.topics.all().stream().map(Topic::name)).doesNotHaveDuplicates();
    }

    private static boolean isOneWord(String line) {
        return !line.strip().contains(" ");
    }

    private static Set<String> words(String text) {
        return Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }

    private static String code(String markdown) {
        return CODE.matcher(markdown).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
    }
}
