package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.actuate.MigrationsHealthIndicator;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The files of docs/how-to/fill-a-column-in-batches.md, while an old release writes. */
@PostgresTest
@Timeout(120)
class BatchesPageTests {

    private static final HowToPage PAGE = HowToPage.named("fill-a-column-in-batches.md");
    private static final String APPLIED = "SELECT version FROM public.applied_migrations WHERE version = 207";

    private static ApplicationContextRunner application(TestDatabase database, Path folder) {
        MigrationFolder files = new MigrationFolder(folder);
        PAGE.blocks("sql").stream()
                // What follows drops the column that the old release writes.
                .limit(4)
                .forEach(file ->
                        files.with(file.lines().findFirst().orElseThrow().substring("-- ".length()), file));
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues("applied-set.locations=" + files.location())
                .withPropertyValues(database.properties());
    }

    private static Status health(ApplicationContext context) {
        Migrator migrator = context.getBean(Migrator.class);
        return new MigrationsHealthIndicator(
                        migrator, context.getBean(SchemaChecks.class).of(migrator))
                .health()
                .getStatus();
    }

    /** As a release that does not know the new column. */
    private static int write(TestDatabase database, AtomicBoolean ended) throws Exception {
        int written = 0;
        try (Connection connection = database.dataSource().getConnection()) {
            while (!ended.get()) {
                written++;
                Sql.execute(connection, "INSERT INTO public.users (email) VALUES ('New" + written + "')");
                Sql.execute(connection, "UPDATE public.users SET email = 'Changed' WHERE id = " + written);
            }
        }
        return written;
    }

    @Test
    void bothReleasesRunWhileTheColumnIsFilled(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute(
                "CREATE TABLE public.users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL)",
                "INSERT INTO public.users (email) SELECT 'User' || n FROM generate_series(1, 20000) n");
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Integer> oldRelease = CompletableFuture.supplyAsync(() -> {
            try {
                return write(database, ended);
            } catch (Exception failedRequest) {
                throw new IllegalStateException(failedRequest);
            }
        });
        application(database, folder).run(context -> {
            assertThat(context).hasNotFailed();
            MigrationsEndpoint endpoint = new MigrationsEndpoint(context);
            assertThat(endpoint.migration("205", null)).hasFieldOrPropertyWithValue("state", "running");
            assertThat(endpoint.migration("206", null)).hasFieldOrPropertyWithValue("state", "waiting");
            assertThat(health(context)).isEqualTo(Status.UP);

            Sql.awaitRow(database.dataSource(), APPLIED);
            ended.set(true);
        });

        assertThat(oldRelease.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(database.query("SELECT count(*) FROM public.users WHERE email_norm IS DISTINCT FROM lower(email)"))
                .containsExactly("0");
        assertThat(database.query("SELECT attnotnull FROM pg_attribute"
                        + " WHERE attrelid = 'public.users'::regclass AND attname = 'email_norm'"))
                .containsExactly("t");
    }

    @Test
    void instanceThatEndsLeavesTheRestToTheNext(TestDatabase database, @TempDir Path folder) {
        database.execute(
                "CREATE TABLE public.users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL)",
                "INSERT INTO public.users (email) SELECT 'User' || n FROM generate_series(1, 20000) n");
        application(database, folder).run(context -> {
            context.getBean(Migrator.class).pauseBackfill(205);
            assertThat(new MigrationsEndpoint(context).migration("205", null))
                    .hasFieldOrPropertyWithValue("state", "paused");
            assertThat(health(context)).isEqualTo(Status.UP);
        });
        application(database, folder).run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(Migrator.class).resumeBackfill(205);
            Sql.awaitRow(database.dataSource(), APPLIED);
        });
    }
}
