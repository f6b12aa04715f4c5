package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Some languages write numbers with digits of their own. */
class LocaleTests extends MigratorTestSupport {

    private static final Pattern LOCALIZED_NUMBER = Pattern.compile("%(?:\\d+\\$)?[-,.0-9]*[deEfgG]\\b");

    @Test
    void sqlHasNoNumberOfTheDefaultLocale() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).flatMap(LocaleTests::lines))
                    .filteredOn(line -> LOCALIZED_NUMBER.matcher(line).find())
                    .allMatch(line -> line.contains("Locale.ROOT, \""));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void persianMachineMigrates(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE TABLE public.b ();");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("fa"));

            assertThat(labels(migrate(database))).isEqualTo(List.of("1_a", "2_b"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
