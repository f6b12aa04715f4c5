package io.github.appliedset.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page docs/reference/errors.md, whose examples are real output: run with {@code -Ddocs.update=true} to rewrite them. */
public final class ErrorsPage {

    private static final Path PAGE = Path.of("../docs/reference/errors.md");

    private ErrorsPage() {}

    /** Fails unless the block under the heading is this output, but for names that differ from run to run. */
    public static void shows(String heading, String output, Path folder) {
        String shown = settled(output, folder).strip();
        String page = read();
        Matcher block = Pattern.compile("(?s)### " + Pattern.quote(heading) + "\n.*?```text\n(.*?)\n?```")
                .matcher(page);
        assertThat(block.find())
                .as("heading and block '%s' in %s", heading, PAGE)
                .isTrue();
        assertThat(block.group()).as("the block of '%s'", heading).doesNotContain("\n## ", "\n### ");
        if (Boolean.getBoolean("docs.update")) {
            write(page.substring(0, block.start(1)) + shown + "\n"
                    + page.substring(block.end(1)).replaceFirst("^\n", ""));
        } else {
            assertThat(shown).as(heading).isEqualTo(block.group(1));
        }
    }

    public static boolean hasAnchor(String anchor) {
        return read().contains("<a id=\"" + anchor + "\"></a>");
    }

    private static String settled(String output, Path folder) {
        return output.replace(folder.toUri().toString().replaceFirst("///", "/"), "file:/app/")
                .replace(folder.toString(), "/app")
                .replaceAll("test_\\d+_\\d+_owner", "shop")
                .replaceAll("test_\\d+_\\d+", "shop")
                .replaceAll("\\d+\\.\\d+\\.\\d+\\.\\d+:\\d+", "10.0.0.5:5432")
                .replaceAll("localhost:\\d+", "localhost:5432")
                .replaceAll("pid \\d+", "pid 4711")
                .replaceAll("since [-0-9 :.+]+", "since 2026-05-20 10:38:00+00")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "2026-05-20T10:38:00Z")
                .replaceAll("Gave up after [0-9.]+ s", "Gave up after 300 s")
                .replaceAll("in \\d+ ms", "in 12 ms")
                .replaceAll("(?m)[ \\t]+$", "");
    }

    private static String read() {
        try {
            return Files.readString(PAGE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(String page) {
        try {
            Files.writeString(PAGE, page);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
