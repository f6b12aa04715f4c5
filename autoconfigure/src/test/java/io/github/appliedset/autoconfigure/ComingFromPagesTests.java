package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.command.CommandName;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

/** The pages for people who know another tool: what they name exists, and their example works. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class ComingFromPagesTests {

    private static final Path FOLDER = Path.of("../docs/how-to");
    private static final Pattern PROPERTY = Pattern.compile("`applied-set\\.([a-z.-]+[a-z])");
    private static final Pattern COMMAND = Pattern.compile("(?:command|commands) `([a-z-]+)`");
    private static final Pattern OPTION = Pattern.compile("--applied-set\\.([a-z-]+)");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Shop {}

    private static Stream<String> rows(String page) throws IOException {
        return Files.readString(FOLDER.resolve(page)).lines().filter(line -> line.startsWith("| "));
    }

    private static List<String> found(Pattern pattern, String row) {
        return pattern.matcher(row).results().map(match -> match.group(1)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"coming-from-flyway.md", "coming-from-liquibase.md"})
    void namesInRowsExist(String page) throws IOException {
        List<String> commands =
                Arrays.stream(CommandName.values()).map(CommandName::text).toList();
        List<String> options = Arrays.stream(CommandName.values())
                .flatMap(command -> command.allOptions().stream())
                .toList();
        assertThat(rows(page)).hasSizeGreaterThan(30).allSatisfy(row -> {
            assertThat(found(PROPERTY, row))
                    .allMatch(name -> PropertyNames.ALL.stream()
                            .anyMatch(known -> known.equals(name)
                                    || known.startsWith(name + ".")
                                    || name.startsWith("migrators.")));
            assertThat(commands).containsAll(found(COMMAND, row));
            assertThat(options).containsAll(found(OPTION, row));
        });
    }

    @ParameterizedTest
    @CsvSource({"coming-from-flyway.md, dev", "coming-from-liquibase.md, test"})
    void folderOfAProfileIsReadByThatProfileOnly(
            String page, String profile, @TempDir Path classPath, TestDatabase database, CapturedOutput output)
            throws Exception {
        Matcher yaml = YAML.matcher(Files.readString(FOLDER.resolve(page)));
        assertThat(yaml.find()).isTrue();
        new MigrationFolder(classPath)
                .with("application.yml", yaml.group(1))
                .with("db/migration/1_create_books.up.sql", "CREATE TABLE public.books (title text);")
                .with("db/" + profile + "/900001_books_to_try.up.sql", "INSERT INTO public.books VALUES ('Emma');");

        start(classPath, database, profile);
        assertThat(database.query("SELECT title FROM public.books")).containsExactly("Emma");
        start(classPath, database, "none");
        assertThat(output).contains("1 migration applied (0 now", "1 orphan");
    }

    private void start(Path classPath, TestDatabase database, String profile) throws Exception {
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {classPath.toUri().toURL()}, getClass().getClassLoader())) {
            new SpringApplication(new DefaultResourceLoader(classes), Shop.class)
                    .run(Stream.concat(
                                    Stream.of(database.properties()),
                                    Stream.of(
                                            "spring.config.location=file:" + classPath.resolve("application.yml"),
                                            "spring.profiles.active=" + profile,
                                            "spring.main.web-application-type=none",
                                            "spring.jpa.hibernate.ddl-auto=none"))
                            .map(property -> "--" + property)
                            .toArray(String[]::new))
                    .close();
        }
    }
}
