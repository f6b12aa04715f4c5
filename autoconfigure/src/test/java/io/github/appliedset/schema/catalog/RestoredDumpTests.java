package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.schema.snapshot.ShippedSnapshot;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;
import org.springframework.core.io.DefaultResourceLoader;

/** A database that was dumped and restored, into the same version or a later one, has the schema that it had. */
@PostgresTest
class RestoredDumpTests {

    private static final Path DUMPS = Path.of("src/test/resources/dumps");

    @ParameterizedTest
    @CsvSource({
        "14, every-kind",
        "15, every-kind",
        "14, wordings",
        "15, wordings",
        "14, shown-again",
        "15, shown-again",
    })
    void restoredDatabaseIsNoDrift(int major, String name, TestDatabase database) throws IOException {
        int into = TestSchemas.read(database).postgresMajor();
        assumeThat(into).isGreaterThanOrEqualTo(major);
        String dump = Files.readString(DUMPS.resolve(name + "-" + major + ".sql"));

        PGSimpleDataSource server = (PGSimpleDataSource) database.superuser();
        server.setPreferQueryMode(PreferQueryMode.SIMPLE);
        // Written by pg_dump 15, which says what 14 does not understand and does anyway.
        Sql.execute(server, into < 15 ? dump.replaceAll("(?m)^ +LOGGED$", "") : dump);

        SchemaDrift drift = SchemaComparison.between(snapshot(name, major), TestSchemas.read(database));
        assertThat(DriftText.of(drift)).isEmpty();
        assertThat(DriftText.ofWordings(drift)).isEmpty();
    }

    /** As the dumped server would have it: other versions find it equal, which a different test shows. */
    private static Schema snapshot(String name, int major) {
        Schema snapshot = new ShippedSnapshot(new DefaultResourceLoader(), "snapshots/" + name)
                .load()
                .orElseThrow();
        return Schema.of(major, snapshot.coverage(), snapshot.objects().values());
    }

    /** By hand: {@code -Dpg_dump=/usr/lib/postgresql/15/bin/pg_dump} and a server that this client can read. */
    @ParameterizedTest
    @ValueSource(strings = {"every-kind", "wordings", "shown-again"})
    @EnabledIfSystemProperty(named = "pg_dump", matches = ".+")
    void dumpsAreTaken(String name, TestDatabase database) throws IOException {
        TestSchemas.create(database, name);
        PGSimpleDataSource server = (PGSimpleDataSource) database.superuser();
        ProcessBuilder dump = new ProcessBuilder(List.of(
                System.getProperty("pg_dump"),
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                "--host=localhost",
                "--port=" + database.port(),
                "--username=" + server.getUser(),
                database.name()));
        dump.environment().put("PGPASSWORD", String.valueOf(server.getPassword()));
        Process process = dump.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("(?m)^(--.*|\\\\(un)?restrict .*|)\n", "")
                // pg_dump omits a handler of pg_catalog.
                .replace("PROCEDURAL LANGUAGE speech;", "LANGUAGE speech HANDLER plpgsql_call_handler;");

        Files.createDirectories(DUMPS);
        Files.writeString(DUMPS.resolve(name + "-" + TestSchemas.read(database).postgresMajor() + ".sql"), text);
    }
}
