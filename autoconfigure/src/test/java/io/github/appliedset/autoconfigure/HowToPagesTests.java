package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PlayedPage;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Plays pages of docs/how-to; those about other tools with a database that the real tool has made. */
@PostgresTest
class HowToPagesTests {

    private static final String RESOURCES = "src/main/resources/";
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");

    private TestDatabase database;
    private Path root;
    private Map<String, Object> properties;

    @BeforeEach
    void prepare(TestDatabase database, @TempDir Path root) throws IOException {
        this.database = database;
        this.root = root.toRealPath();
        Files.createDirectories(this.root.resolve(RESOURCES + "db/migration"));
        read("");
    }

    /** What happens on a page besides commands, by the words of its hidden comments. */
    private void play(String page, Map<String, Event> events) throws IOException {
        PlayedPage.play(page, new Shop(new LinkedHashMap<>(events)));
    }

    @FunctionalInterface
    private interface Event {

        void happen() throws Exception;
    }

    /** The application of the pages: its sources, its database, and its command line. */
    private final class Shop implements PlayedPage.Player {

        private final Map<String, Event> events;

        Shop(Map<String, Event> events) {
            this.events = events;
        }

        @Override
        public void file(String path, String content) {
            new MigrationFolder(HowToPagesTests.this.root).with(path, content);
        }

        @Override
        public void properties(String yaml) {
            read(yaml);
        }

        @Override
        public void sql(String statements) {
            HowToPagesTests.this.database.execute(statements);
        }

        @Override
        public String command(String line) {
            if (line.startsWith("cat ")) {
                return contentOf(line.substring("cat ".length()));
            }
            assertThat(line).startsWith("java -jar shop.jar ");
            String[] arguments = WORD.matcher(line)
                    .results()
                    .skip(3)
                    .map(word -> inRoot(word.group().replace("'", "")))
                    .toArray(String[]::new);
            Run run = CommandLine.run(HowToPagesTests.this.properties, arguments);
            String output = settled(run.out() + run.err());
            if (run.exitCode() != 1) {
                assertThat(output.lines()).allSatisfy(shown -> assertThat(shown).hasSizeLessThanOrEqualTo(80));
            }
            return output;
        }

        @Override
        public void event(String what) {
            Event event = this.events.get(what);
            assertThat(event).as(what).isNotNull();
            assertThatNoException().as(what).isThrownBy(event::happen);
        }
    }

    /** Takes properties as those of the application, whose class path is its folder of resources. */
    private void read(String yaml) {
        this.properties = new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations", inRoot("classpath:db/migration")));
        try {
            for (PropertySource<?> source : new YamlPropertySourceLoader()
                    .load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    this.properties.put(name, inRoot(String.valueOf(source.getProperty(name))));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String inRoot(String text) {
        return text.replace(RESOURCES, this.root + "/" + RESOURCES)
                .replace("classpath:", "file:" + this.root + "/" + RESOURCES);
    }

    private String contentOf(String path) {
        try {
            return Files.readString(this.root.resolve(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String settled(String output) {
        return output.replace("file:" + this.root + "/" + RESOURCES, "classpath:")
                .replace(this.root + "/", "")
                .replace(this.database.url(), "jdbc:postgresql://localhost:5432/shop")
                .replace(this.database.username(), "shop")
                .replace(this.database.name(), "shop")
                .replaceAll("\\d+ ms", "12 ms")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d([T ])[\\d:.]+Z", "2026-05-20$110:38:00Z")
                .replaceAll("(?m) +$", "");
    }

    private List<String> rows(String table) {
        return this.database.query("SELECT t::text FROM " + table + " t ORDER BY 1");
    }

    @Test
    void fromFlyway() throws IOException {
        AtomicReference<List<String>> history = new AtomicReference<>();
        play(
                "adopt-from-flyway.md",
                Map.of(
                        "Flyway migrates",
                        () -> assertThat(flywayApplies()).isEqualTo(5),
                        "Flyway migrates once more",
                        () -> {
                            assertThat(flywayApplies()).isEqualTo(1);
                            history.set(rows("flyway_schema_history"));
                        },
                        "Flyway starts again",
                        () -> {
                            assertThat(flywayApplies()).isZero();
                            assertThat(rows("flyway_schema_history")).isEqualTo(history.get());
                        },
                        "Flyway records without running",
                        () -> {
                            Flyway back = flyway().skipExecutingMigrations(true).load();
                            assertThat(back.migrate().migrationsExecuted).isEqualTo(1);
                            assertThat(flywayApplies()).isZero();
                        }));
    }

    /** How many files it runs, after it has validated those that ran. */
    private int flywayApplies() {
        return flyway().load().migrate().migrationsExecuted;
    }

    private FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(this.database.dataSource())
                .locations("filesystem:" + this.root.resolve(RESOURCES + "db/migration"))
                .placeholders(Map.of("owner", "the book shop"));
    }

    @Test
    void fromLiquibase() throws IOException {
        AtomicReference<List<String>> history = new AtomicReference<>();
        play(
                "adopt-from-liquibase.md",
                Map.of(
                        "Liquibase updates",
                        () -> {
                            liquibase("update");
                            history.set(rows("databasechangelog"));
                            assertThat(history.get()).hasSize(3);
                        },
                        "Liquibase starts again",
                        () -> {
                            liquibase("update");
                            assertThat(rows("databasechangelog")).isEqualTo(history.get());
                        },
                        "Liquibase records without running",
                        () -> {
                            liquibase("changelogSync");
                            liquibase("update");
                            assertThat(rows("databasechangelog")).hasSize(4);
                        }));
    }

    private void liquibase(String command) throws Exception {
        Path folder = this.root.resolve(RESOURCES);
        Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder.toFile())), () -> {
            new CommandScope(command)
                    .addArgumentValue("changelogFile", "db/changelog/db.changelog-master.yaml")
                    .addArgumentValue("url", this.database.url())
                    .addArgumentValue("username", this.database.username())
                    .addArgumentValue("password", this.database.password())
                    .execute();
        });
    }

    @Test
    void fromGolangMigrate() throws IOException {
        play(
                "adopt-from-golang-migrate.md",
                Map.of(
                        "the counter is as it was",
                        () -> assertThat(rows("schema_migrations")).containsExactly("(104,f)")));
    }

    @Test
    void rollback() throws IOException {
        play("roll-back-migrations.md", Map.of());
        assertThat(this.database.query("SELECT title FROM public.books")).containsExactly("Emma");
    }

    @Test
    void byHand() throws IOException {
        play("adopt-by-hand.md", Map.of("a new database gets everything", () -> {
            this.database.execute("DROP TABLE public.applied_migrations, public.orders, public.books");
            Run migrate = CommandLine.run(this.properties, "--applied-set.command=migrate");
            assertThat(migrate.out()).contains("3 migrations applied");
        }));
    }
}
