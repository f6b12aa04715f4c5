package io.github.appliedset.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

/** A page, most often of docs/how-to, whose examples a test runs. */
public record HowToPage(String text) {

    public static HowToPage named(String fileName) {
        return new HowToPage(read(Path.of("../docs/how-to").resolve(fileName)));
    }

    /** The blocks in a language, in their order. */
    public List<String> blocks(String language) {
        return Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(this.text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** What a YAML block sets, each as {@code key=value}, in its order. */
    public static String[] properties(String yaml) {
        try {
            return new YamlPropertySourceLoader()
                    .load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8))).stream()
                            .map(EnumerablePropertySource.class::cast)
                            .flatMap(source -> Stream.of(source.getPropertyNames())
                                    .map(key -> key + "=" + source.getProperty(key)))
                            .toArray(String[]::new);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Fails unless the page has the code of a test that stands between two comments {@code // page}, without "static". */
    public void hasCodeOf(Class<?> test) {
        String[] parts = source(test).split("// page\\R");
        assertThat(parts.length).as("code between comments in %s", test).isGreaterThanOrEqualTo(3);
        for (int part = 1; part < parts.length; part += 2) {
            assertThat(squeezed(this.text)).contains(squeezed(parts[part]).replace("static class ", "class "));
        }
    }

    /** Fails unless this code of the page stands in a test, which compiles it. */
    public static void isCodeOf(Class<?> test, String code) {
        assertThat(squeezed(source(test))).contains(squeezed(code));
    }

    private static String source(Class<?> test) {
        return read(Path.of("src/test/java").resolve(test.getName().replace('.', '/') + ".java"));
    }

    private static String squeezed(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
