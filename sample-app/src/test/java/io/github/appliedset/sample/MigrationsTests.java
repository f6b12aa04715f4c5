package io.github.appliedset.sample;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestConstructor;

@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
@Import(EmbeddedPostgresConfiguration.class)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
class MigrationsTests {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");

    private final JdbcClient jdbc;
    private final JdbcConnectionDetails server;
    private final Migrator migrator;

    MigrationsTests(JdbcClient jdbc, JdbcConnectionDetails server, Migrator migrator) {
        this.jdbc = jdbc;
        this.server = server;
        this.migrator = migrator;
    }

    @Test
    void appliedVersionsAreThoseOnDiskGapIncluded() throws IOException {
        List<Long> onDisk;
        try (Stream<Path> files = Files.list(FOLDER)) {
            onDisk = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".up.sql"))
                    .map(name -> Long.valueOf(name.substring(0, name.indexOf('_'))))
                    .sorted()
                    .toList();
        }

        List<Long> applied = this.jdbc
                .sql("SELECT version FROM public.applied_migrations ORDER BY version")
                .query(Long.class)
                .list();

        assertThat(applied).isEqualTo(onDisk).containsExactly(101L, 102L, 103L, 104L, 107L);
    }

    @Test
    void filesAreSound() {
        assertThatMigrations(this.migrator).runOnAnEmptyDatabase();
        assertThatMigrations(this.migrator).areAllApplied();
        assertThatMigrations(this.migrator).areUndoneByTheirDownFiles();
    }

    @Test
    void snapshotIsCurrent() {
        assertThatMigrations(this.migrator).produceTheCommittedSnapshot();
    }

    @Test
    void filesLeadToTheDeclaredSchema() {
        assertThatMigrations(this.migrator).produceTheDeclaredSchema();
    }

    @Test
    void buildPacksTheSnapshotIntoOneFile() {
        assertThat(getClass().getResource("/db/snapshot.json")).isNotNull();
    }

    @Test
    void nextStartReportsAManualChange(CapturedOutput output) {
        PGSimpleDataSource database = createDatabase();
        startOn(database);
        assertThat(output).contains("public.applied_migrations: no schema drift in ");
        JdbcClient.create(database)
                .sql("ALTER TABLE books ALTER title TYPE varchar(200)")
                .update();

        startOn(database);

        assertThat(output)
                .contains("schema drift in 1 object ")
                .contains("~ column public.books.title: type: expected text, found character varying(200)");
    }

    private static void startOn(PGSimpleDataSource database) {
        try (ConfigurableApplicationContext application = SpringApplication.run(
                SampleApplication.class,
                "--spring.datasource.url=" + database.getURL(),
                "--spring.datasource.username=" + database.getUser(),
                "--spring.datasource.password=" + database.getPassword(),
                "--server.port=0")) {
            assertThat(application.isRunning()).isTrue();
        }
    }

    @Test
    void migrationMergedLateLeadsToTheSameSchemaAndRows() {
        DataSource database = createDatabase();
        Migrator everything = this.migrator.toBuilder().dataSource(database).build();
        Migrator withoutLate = everything.toBuilder()
                .only(migration -> migration.version().value() != 103)
                .build();

        assertThat(withoutLate.migrate().applied()).hasSize(4);
        MigrationReport merged = everything.migrate();

        assertThat(merged.applied())
                .extracting(executed -> executed.migration().version().value())
                .containsExactly(103L);
        JdbcClient late = JdbcClient.create(database);
        assertThat(columns(late)).isNotEmpty().isEqualTo(columns(this.jdbc));
        assertThat(books(late)).isNotEmpty().isEqualTo(books(this.jdbc));
    }

    private PGSimpleDataSource createDatabase() {
        this.jdbc.sql("DROP DATABASE IF EXISTS merged_late").update();
        this.jdbc.sql("CREATE DATABASE merged_late").update();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(this.server.getJdbcUrl());
        database.setUser(this.server.getUsername());
        database.setPassword(this.server.getPassword());
        database.setDatabaseName("merged_late");
        return database;
    }

    private static List<Map<String, Object>> columns(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default
                        FROM information_schema.columns
                        WHERE table_schema = 'public'
                        ORDER BY table_name, ordinal_position""").query().listOfRows();
    }

    private static List<Map<String, Object>> books(JdbcClient jdbc) {
        return jdbc.sql("SELECT * FROM books ORDER BY id").query().listOfRows();
    }
}
