package io.github.appliedset.autoconfigure;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.entities.blog.Review;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;

/** Plays pages of docs/how-to; those about other tools with a database that the real tool has made. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@KeepsSessions
class HowToPagesTests {

    private TestDatabase database;
    private Shop shop;

    @BeforeEach
    void prepare(TestDatabase database, @TempDir Path root, CapturedOutput output) throws IOException {
        this.database = database;
        this.shop = new Shop(database, root.toRealPath(), output);
    }

    private List<String> rows(String table) {
        return this.database.query("SELECT t::text FROM " + table + " t ORDER BY 1");
    }

    @Test
    void fromFlyway() throws IOException {
        AtomicReference<List<String>> history = new AtomicReference<>();
        this.shop.play(
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
                .locations("filesystem:" + this.shop.resources().resolve("db/migration"))
                .placeholders(Map.of("owner", "the book shop"));
    }

    @Test
    void fromLiquibase() throws IOException {
        AtomicReference<List<String>> history = new AtomicReference<>();
        this.shop.play(
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
        Path folder = this.shop.resources();
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
        this.shop.play(
                "adopt-from-golang-migrate.md",
                Map.of(
                        "the counter is as it was",
                        () -> assertThat(rows("schema_migrations")).containsExactly("(104,f)")));
    }

    @Test
    void rollback() throws IOException {
        this.shop.play("roll-back-migrations.md", Map.of());
        assertThat(this.database.query("SELECT title FROM public.books")).containsExactly("Emma");
    }

    @Test
    void byHand() throws IOException {
        this.shop.play("adopt-by-hand.md", Map.of("a new database gets everything", () -> {
            this.database.execute("DROP TABLE public.applied_migrations, public.orders, public.books");
            assertThat(this.shop.command("java -jar shop.jar --applied-set.command=migrate"))
                    .contains("3 migrations applied");
        }));
    }

    private void deploy() {
        assertThat(this.shop.start()).contains("INFO public.applied_migrations: ");
    }

    private void command(String command, long version) {
        assertThat(this.shop.command(
                        "java -jar shop.jar --applied-set.command=" + command + " --applied-set.version=" + version))
                .contains("The row was");
    }

    @Test
    void collision() throws IOException {
        MigrationFolder files = this.shop.migrations();
        this.shop.play(
                "resolve-a-version-collision.md",
                Map.of(
                        "a shop with customers is deployed",
                        () -> {
                            files.with(
                                    "101_create_customers.up.sql",
                                    "CREATE TABLE public.customers (id bigint PRIMARY KEY);");
                            deploy();
                        },
                        "it is deployed",
                        this::deploy,
                        "another database has add_email as 104",
                        () -> {
                            this.database.execute(
                                    "DROP TABLE public.applied_migrations, public.orders, public.customers");
                            files.renamed("104_create_orders.up.sql", "not yet there");
                            deploy();
                            this.database.execute(
                                    "UPDATE public.applied_migrations SET version = 104 WHERE version = 105");
                            files.renamed("not yet there", "104_create_orders.up.sql");
                        }));
        assertThat(this.database.applied())
                .containsExactly("101_create_customers", "104_create_orders", "105_add_email");
    }

    @Test
    void editInPlace() throws IOException {
        MigrationFolder files = this.shop.migrations();
        this.shop.play(
                "edit-views-in-place.md",
                Map.of("book_titles is deleted", () -> files.without("book_titles.repeatable.sql")));
    }

    @Test
    void rename() throws IOException {
        MigrationFolder files = this.shop.migrations();
        String before = "104_create_orders.up.sql";
        String after = "104_create_order_table.up.sql";
        this.shop.play(
                "rename-a-migration.md",
                Map.of(
                        "it is deployed",
                        this::deploy,
                        "the old release does not start before it has run the command, too",
                        () -> {
                            files.renamed(after, before);
                            assertThat(this.shop.start()).contains("errors.md#renamed-migration");
                            command("accept-rename", 104);
                            deploy();
                            files.renamed(before, after);
                            command("accept-rename", 104);
                        }));
        assertThat(this.database.applied()).containsExactly("105_create_order_table");
    }

    @Test
    void change() throws IOException {
        MigrationFolder files = this.shop.migrations();
        String name = "101_create_books.up.sql";
        AtomicReference<String> before = new AtomicReference<>();
        this.shop.play(
                "change-an-applied-migration.md",
                Map.of(
                        "it is deployed",
                        () -> {
                            deploy();
                            before.set(Files.readString(files.path().resolve(name)));
                        },
                        "both texts start",
                        () -> {
                            deploy();
                            String after = Files.readString(files.path().resolve(name));
                            files.with(name, before.get());
                            deploy();
                            files.with(name, after);
                        },
                        "the text has changed again",
                        () -> {
                            String after = Files.readString(files.path().resolve(name));
                            files.with(name, before.get());
                            command("accept-checksum", 101);
                            files.with(name, after);
                        }));
    }

    @Test
    void olderRelease() throws IOException {
        MigrationFolder files = this.shop
                .migrations()
                .with("101_create_books.up.sql", "CREATE TABLE public.books (id bigint PRIMARY KEY);")
                .with("102_create_customers.up.sql", "CREATE TABLE public.customers (id bigint PRIMARY KEY);");
        String newer = "103_add_stock.up.sql";
        String sql = "ALTER TABLE public.books ADD stock integer NOT NULL DEFAULT 0;";
        this.shop.play(
                "roll-back-an-application.md",
                Map.of(
                        "a newer release has applied 103",
                        () -> {
                            this.shop.set("management.endpoints.web.exposure.include", "migrations");
                            files.with(newer, sql);
                            deploy();
                            files.without(newer);
                        },
                        "the newer release starts, and the older one again",
                        () -> {
                            files.with(newer, sql);
                            assertThat(this.shop.start())
                                    .contains("3 migrations applied (0 now")
                                    .doesNotContain("WARN");
                            files.without(newer);
                        }));
        assertThat(this.database.applied()).containsExactly("101_create_books", "102_create_customers");
    }

    /** What readers are to write; there it writes into the folder of their sources. */
    static class MigrationsTests {

        private final Migrator migrator;

        MigrationsTests(Migrator migrator) {
            this.migrator = migrator;
        }

        @Test
        void snapshotIsCurrent() {
            assertThatMigrations(migrator).produceTheCommittedSnapshot();
        }
    }

    @Test
    void watchedSchema() throws IOException {
        this.shop
                .migrations()
                .with(
                        "102_create_customers.up.sql",
                        "CREATE TABLE public.customers (id bigint PRIMARY KEY, email text);");
        Migrator migrator = Migrator.builder()
                .dataSource(this.database.dataSource())
                .locations(this.shop.migrations().location())
                .build();
        this.shop.play(
                "watch-the-schema.md",
                Map.of(
                        "a shop with customers",
                        () -> this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB"),
                        "mvn test -Dtest=MigrationsTests -Dapplied-set.snapshot.update=true",
                        () -> {
                            System.setProperty("applied-set.snapshot.update", "true");
                            assertThatMigrations(migrator).produceTheCommittedSnapshot(this.shop.snapshot());
                            System.clearProperty("applied-set.snapshot.update");
                            assertThatMigrations(migrator).produceTheCommittedSnapshot(this.shop.snapshot());
                        },
                        "git add src/main/resources/db/snapshot",
                        () -> assertThat(this.shop.snapshot().resolve("snapshot.json"))
                                .exists()));
    }

    @Test
    void declaredSchema() throws IOException {
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        this.shop.play(
                "../declare-your-schema.md",
                Map.of(
                        "java -jar shop.jar --applied-set.command=generate --applied-set.declared.entities=true",
                        this::generateFromEntities));
    }

    private void generateFromEntities() {
        Path migrations = this.shop.resources().resolve("db/migration");
        MigrationGenerator.builder()
                .dataSource(this.database.dataSource())
                .locations("file:" + migrations)
                .declared("file:" + this.shop.resources().resolve("db/schema"))
                .entities(EntityDeclaration.of(Set.of(Review.class), new StandardEnvironment()))
                .build()
                .generate()
                .write(migrations);
    }

    @Test
    void endpoint() throws IOException {
        String addStock = "ALTER TABLE public.books ADD stock integer NOT NULL DEFAULT 0;";
        MigrationFolder files = this.shop
                .migrations()
                .with("101_create_books.up.sql", "CREATE TABLE public.books (id bigint PRIMARY KEY);")
                .with(
                        "102_create_customers.up.sql",
                        "CREATE TABLE public.customers (id bigint PRIMARY KEY, email text);")
                .with("103_add_stock.up.sql", addStock)
                .with("105_add_reviews.up.sql", "CREATE TABLE public.reviews (id bigint PRIMARY KEY);");
        this.shop.play(
                "../reference/endpoint.md",
                Map.of(
                        "104 is there and not applied, 105 is applied and not there",
                        () -> {
                            deploy();
                            files.without("105_add_reviews.up.sql");
                            files.with(
                                    "104_create_orders.up.sql", "CREATE TABLE public.orders (id bigint PRIMARY KEY);");
                            this.shop.set("applied-set.mode", "off");
                        },
                        "103 is edited",
                        () -> files.with("103_add_stock.up.sql", "-- in the shop\n" + addStock),
                        "somebody has changed the schema by hand",
                        () -> {
                            files.with("103_add_stock.up.sql", addStock);
                            files.without("104_create_orders.up.sql");
                            command("forget", 105);
                            this.shop.command("java -jar shop.jar --applied-set.command=snapshot");
                            this.database.execute(
                                    "ALTER TABLE public.customers ALTER email TYPE varchar(80)",
                                    "CREATE INDEX by_email ON public.customers (email)");
                        },
                        "the database is down",
                        () -> {
                            this.shop.set("spring.datasource.url", "jdbc:postgresql://localhost:1/shop");
                            this.shop.set("spring.datasource.hikari.connection-timeout", "500");
                        }));
    }
}
