package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much of everything, in a process with little memory. */
@Tag("faults")
@PostgresTest
class BoundedTests {

    /** A tenth of what has been tried. {@code -Dfaults.bound=100000} takes its time. */
    private static final int FILES = Integer.getInteger("faults.bound", 10_000);

    private static void succeeds(TestDatabase database, Path folder, String memory, String result) throws Exception {
        String url = database.url() + "?user=" + database.username() + "&password=" + database.password();
        try (ChildJvm child = MigratorProcess.start(
                url, new MigrationFolder(folder).location(), memory, "-XX:+ExitOnOutOfMemoryError")) {
            assertThat(child.awaitExit()).as(child.output()).isZero();
            assertThat(child.output()).contains(result);
        }
    }

    @Test
    void thousandsOfFiles(TestDatabase database, @TempDir Path folder) throws Exception {
        MigrationFolder files = new MigrationFolder(folder);
        for (int version = 1; version <= FILES; version++) {
            files.with(version / 1000 + "/" + version + "_x.up.sql", "SELECT 1;\n");
        }
        database.execute(
                "CREATE TABLE public.applied_migrations (version bigint NOT NULL PRIMARY KEY, name text NOT NULL,"
                        + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text)",
                "INSERT INTO public.applied_migrations (version, name) SELECT n, 'x' FROM generate_series(1, "
                        + (FILES - 1) + ") n");
        String memory = "-Xmx" + (32 + FILES / 600) + "m";

        succeeds(database, folder, memory, "applied 1 of " + FILES);
        succeeds(database, folder, memory, "applied 0 of " + FILES);
    }

    @Test
    void fileLargerThanTheMemory(TestDatabase database, @TempDir Path folder) throws Exception {
        database.execute("CREATE TABLE public.t (id int, note text)");
        String note = "x".repeat(1000);
        try (BufferedWriter file = Files.newBufferedWriter(folder.resolve("1_large.up.sql"))) {
            file.write("COPY public.t FROM STDIN;\n");
            for (int row = 0; row < 30_000; row++) {
                file.write(row + "\t" + note + "\n");
            }
            file.write("\\.\n");
            for (int statement = 0; statement < 300; statement++) {
                file.write("INSERT INTO public.t VALUES");
                for (int row = 0; row < 100; row++) {
                    file.write((row == 0 ? " (" : ", (") + row + ", '" + note + "')");
                }
                file.write(";\n");
            }
        }
        assertThat(Files.size(folder.resolve("1_large.up.sql"))).isGreaterThan(60_000_000);

        succeeds(database, folder, "-Xmx48m", "applied 1 of 1");
        assertThat(database.query("SELECT count(*) FROM public.t")).containsExactly("60000");
    }

    @Test
    void moreRowsAndNoticesThanTheMemoryHolds(TestDatabase database, @TempDir Path folder)
            throws IOException, Exception {
        database.execute("CREATE SEQUENCE public.calls");
        new MigrationFolder(folder)
                .with(
                        "1_rows.up.sql",
                        "SELECT nextval('public.calls'), repeat('x', 100) FROM generate_series(1, 500000);")
                .with(
                        "2_notices.up.sql",
                        "DO $$ BEGIN FOR i IN 1..500000 LOOP RAISE NOTICE 'done %', i; END LOOP; END $$;");

        succeeds(database, folder, "-Xmx48m", "applied 2 of 2");
        assertThat(database.query("SELECT last_value FROM public.calls")).containsExactly("500000");
    }
}
