package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BackfillWorkerTests extends MigratorTestSupport {

    private static Migrator migrator(TestDatabase database, Path folder, String table, String pause) {
        database.execute(
                "CREATE TABLE public." + table + "_rows (id bigint PRIMARY KEY, n int)",
                "INSERT INTO public." + table + "_rows SELECT generate_series(1, 200)");
        Migrator migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .table(table)
                .locations(new MigrationFolder(folder.resolve(table))
                        .with(
                                "1_fill.up.sql",
                                "-- applied-set: batches=public." + table + "_rows.id\n-- applied-set: batch-size=10\n"
                                        + "-- applied-set: pause=" + pause
                                        + "\n-- applied-set: background\nUPDATE public."
                                        + table + "_rows SET n = 1 WHERE id BETWEEN"
                                        + " current_setting('applied_set.batch_from')::bigint"
                                        + " AND current_setting('applied_set.batch_to')::bigint;")
                        .location())
                .build();
        migrator.migrate();
        return migrator;
    }

    @Test
    void pauseOfOneMigratorIsNotThatOfAnother(TestDatabase database, @TempDir Path folder) {
        Migrator slow = migrator(database, folder, "slow", "1h");
        Migrator fast = migrator(database, folder, "fast", "0ms");
        BackfillWorker worker = new BackfillWorker(List.of(slow, fast), migrator -> true);
        worker.start();
        try {
            Sql.awaitRow(database.dataSource(), "SELECT 1 FROM public.fast");

            // The first in the foreground, and the one with which the worker begins.
            assertThat(database.query("SELECT batches FROM public.slow_backfill"))
                    .containsExactly("2");
        } finally {
            worker.stop();
        }
    }
}
