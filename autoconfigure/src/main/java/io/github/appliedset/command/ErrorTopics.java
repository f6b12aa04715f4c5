package io.github.appliedset.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The sections of the errors page, by their anchors. The jar contains the page. */
final class ErrorTopics {

    private static final Pattern SECTION = Pattern.compile("(?ms)^<a id=\"([^\"]+)\"></a>$(.*?)(?=^<a id=|^## |\\z)");

    /**
     * One section.
     *
     * @param name its anchor
     * @param markdown from its heading on
     */
    record Topic(String name, String markdown) {

        String title() {
            return this.markdown.lines().findFirst().orElse("").replaceFirst("^#+ ", "");
        }
    }

    private final List<Topic> topics = SECTION.matcher(page())
            .results()
            .map(section -> new Topic(section.group(1), section.group(2).strip()))
            .toList();

    private static String page() {
        String resource = CommandInput.ERRORS_PAGE;
        try (InputStream page = ErrorTopics.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(page, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(resource + " cannot be read", failure);
        }
    }

    /** In the order of the page. */
    List<Topic> all() {
        return this.topics;
    }

    Optional<Topic> find(String name) {
        return this.topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }
}
