package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.PlantedObjects;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run asks the server only when something stands in its way, in a database where all that can be is planted. */
@Timeout(120)
class PlantedOperatorTests extends MigratorTestSupport {

    private PlantedObjects planted;

    @BeforeEach
    void plant(TestDatabase database) {
        this.planted = PlantedObjects.in(database);
    }

    @AfterEach
    void remove() {
        this.planted.remove();
    }

    private Migrator.Builder asSuperuser() {
        return Migrator.builder()
                .dataSource(this.database().superuser())
                .locations(this.files.location())
                .instanceLockTimeout(Duration.ofMillis(1_200));
    }

    private TestDatabase database() {
        return this.planted.database();
    }

    private void nothingWasCalled() {
        assertThat(this.planted.called()).isEmpty();
        assertThat(this.planted.hasGained()).isFalse();
    }

    @Test
    void trackersOfTenants() {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        TenantMigrator tenants = TenantMigrator.builder(asSuperuser().build(), () -> List.of("tenant_1", "tenant_2"))
                .build();

        tenants.migrate().requireCurrent();
        tenants.status().requireCurrent();

        nothingWasCalled();
    }

    /** Asks who is in the way, and how far the migration is. */
    @Test
    void busyTable() throws SQLException {
        this.files.with("1_t.up.sql", "CREATE TABLE public.t (id int);");
        asSuperuser().build().migrate();
        this.files.with("2_x.up.sql", "ALTER TABLE public.t ADD x int;");
        try (Connection other = this.planted.careful().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.t");

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> asSuperuser()
                            .lockTimeout(Duration.ofMillis(300))
                            .lockRetries(1)
                            .progressEvery(Duration.ofMillis(1))
                            .build()
                            .migrate())
                    .withMessageContaining("In use by: pid ");
        }
        nothingWasCalled();
    }

    /** Asks who has the lock. */
    @Test
    void lockOfAnotherProcess() throws SQLException {
        this.files.with("1_t.up.sql", "CREATE TABLE public.t (id int);");
        try (Connection other = this.planted.careful().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            assertThatExceptionOfType(MigrationLockException.class)
                    .isThrownBy(() -> asSuperuser().build().migrate())
                    .withMessageContaining("pid ");
        }
        nothingWasCalled();
    }

    /** Asks what an earlier attempt has left. */
    @Test
    void repeatedConcurrentStatements() throws Exception {
        this.files
                .with("1_t.up.sql", "CREATE TABLE public.t (id int); INSERT INTO public.t VALUES (1), (1);")
                .with("2_i.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (id);");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> asSuperuser().build().migrate());
        this.files.with(
                "3_r.up.sql",
                "-- applied-set: no-transaction\nREINDEX INDEX CONCURRENTLY public.i;\nSELECT 1;\n"
                        + "REINDEX TABLE CONCURRENTLY public.missing;\n");
        try (Connection fixing = this.planted.careful().getConnection();
                Statement statement = fixing.createStatement()) {
            statement.execute("TRUNCATE public.t");
        }
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> asSuperuser().build().migrate())
                    .withMessageContaining("missing");
        }
        nothingWasCalled();
    }

    /** Asks for the progress of an index. */
    @Test
    void longIndex() throws Exception {
        this.files.with("1_t.up.sql", "CREATE TABLE public.t (id int);");
        asSuperuser().build().migrate();
        this.files.with("2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON public.t (id);");
        try (Connection writer = this.planted.careful().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO public.t VALUES (1)");
            try (LogLines log = new LogLines(RunProgress.class.getName())) {
                CompletableFuture<?> run = CompletableFuture.supplyAsync(() -> asSuperuser()
                        .progressEvery(Duration.ofMillis(1))
                        .build()
                        .migrate());
                log.await("CREATE INDEX CONCURRENTLY on ");
                writer.rollback();
                run.get(60, TimeUnit.SECONDS);
            }
        }
        nothingWasCalled();
    }

    /** Asks what is missing. */
    @Test
    void missingPrivilege(TestDatabase database) {
        this.files.with("1_t.up.sql", "CREATE TABLE public.t (id int);");
        asSuperuser().build().migrate();

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(database).build().plan())
                .withMessageContaining("GRANT SELECT ON public.applied_migrations");
        nothingWasCalled();
    }
}
