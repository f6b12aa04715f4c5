package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

/**
 * Which way the tests of this JVM take: with the profile {@code other-driver}, all through plain JDBC, because every class of the
 * driver's internals that we use is missing.
 */
@ExtendWith(OutputCaptureExtension.class)
class DriverInternalsTests extends MigratorTestSupport {

    private static final boolean RENAMED = Boolean.getBoolean("test.driver.renamed");
    private static final Pattern INTERNALS = Pattern.compile("org/postgresql/core/[\\w/$]+");

    private static Set<String> used() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> classes = Files.walk(Path.of("target/classes/io"))) {
            for (Path type : classes.filter(Files::isRegularFile).toList()) {
                INTERNALS
                        .matcher(Files.readString(type, StandardCharsets.ISO_8859_1))
                        .results()
                        .forEach(name -> used.add(name.group().replace('/', '.')));
            }
        }
        return used;
    }

    @Test
    void allAreThereOrNone() throws IOException {
        assertThat(used())
                .contains(
                        "org.postgresql.core.BaseConnection",
                        "org.postgresql.core.QueryExecutor",
                        "org.postgresql.core.NativeQuery")
                .allMatch(name -> ClassUtils.isPresent(name, getClass().getClassLoader()) != RENAMED);
        assertThat(ClassUtils.isPresent("org.postgresql.inner.QueryExecutor", null))
                .isEqualTo(RENAMED);
    }

    @Test
    void statementsGoOneByOneWithoutThem(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\nCREATE TABLE public.b (id int);\n");

        migrator(database).build().migrate();

        assertThat(database.applied()).containsExactly("1_a");
        assertThat(output.getAll().contains("Statements go one by one, in more round trips"))
                .isEqualTo(RENAMED);
    }
}
