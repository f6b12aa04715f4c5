package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The files of docs/how-to/create-an-index-on-a-busy-table.md, on the tables they are for. */
@Timeout(120)
class BusyTableIndexPageTests extends MigratorTestSupport {

    private static final HowToPage PAGE = HowToPage.named("create-an-index-on-a-busy-table.md");

    private static final String INVALID = PAGE.blocks("sql").stream()
            .filter(block -> block.startsWith("SELECT"))
            .findFirst()
            .orElseThrow();

    @BeforeEach
    void tables(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.orders (number bigint, day date, note text)",
                "INSERT INTO public.orders SELECT n, DATE '2026-01-01', 'x' FROM generate_series(1, 100) n",
                "CREATE TABLE public.events (day date) PARTITION BY RANGE (day)",
                "CREATE TABLE public.events_2026 PARTITION OF public.events"
                        + " FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')");
    }

    /** Each file is named in its first line. */
    private void takeFromThePage(String prefix) {
        List<String> files = PAGE.blocks("sql").stream()
                .filter(block -> block.startsWith("-- " + prefix))
                .toList();
        assertThat(files).isNotEmpty();
        files.forEach(
                file -> this.files.with(file.lines().findFirst().orElseThrow().substring(3), file));
    }

    private List<String> indexes(TestDatabase database) {
        return database.query("SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON oid = indexrelid"
                + " WHERE relnamespace = 'public'::regnamespace AND indisvalid AND relname !~ 'applied' ORDER BY 1");
    }

    @Test
    void writesGoOnWhileTheIndexIsBuilt(TestDatabase database) throws Exception {
        takeFromThePage("12_");
        Migrator migrator = migrator(database)
                .lockTimeout(Duration.ofMillis(1))
                .progressEvery(Duration.ofMillis(1))
                .build();
        try (LogLines log = new LogLines(RunProgress.class.getName());
                Connection writer = database.dataSource().getConnection()) {
            writer.setAutoCommit(false);
            Sql.execute(writer, "INSERT INTO public.orders (note) VALUES ('before')");

            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(migrator::migrate);
            log.await("CREATE INDEX CONCURRENTLY on orders, waiting for writers before build; waits for pid");
            database.execute("INSERT INTO public.orders (note) VALUES ('meanwhile')");
            writer.commit();

            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("12_orders_note");
        }
        assertThat(indexes(database)).containsExactly("orders_note");
        assertThat(migrator.rollback(1).rolledBack()).hasSize(1);
        assertThat(indexes(database)).isEmpty();
    }

    @Test
    void failedIndexIsRebuiltAndEarlierOnesStay(TestDatabase database) {
        takeFromThePage("13_");
        takeFromThePage("14_");
        database.execute("INSERT INTO public.orders (number) VALUES (7)");
        Migrator migrator =
                migrator(database).statementTimeout(Duration.ofHours(1)).build();

        MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class, migrator::migrate);

        assertThat(failure.getMessage().replace(this.files.location(), "file:/app/migrations"))
                .contains(PAGE.blocks("text").get(0).strip());
        assertThat(indexes(database)).containsExactly("orders_day");
        assertThat(database.query(INVALID)).containsExactly("orders_number");

        database.execute("DELETE FROM public.orders WHERE number = 7 AND note IS NULL");

        assertThat(labels(migrator.migrate())).containsExactly("13_orders_indexes", "14_orders_number_unique");
        assertThat(database.query(INVALID)).isEmpty();
        assertThat(database.query("SELECT contype FROM pg_constraint WHERE conname = 'orders_number_unique'"))
                .containsExactly("u");
    }

    @Test
    void indexOfAPartitionedTableIsPutTogether(TestDatabase database) {
        takeFromThePage("15_");

        migrate(database);

        assertThat(indexes(database)).containsExactly("events_2026_day", "events_day");
    }
}
