package io.github.appliedset.benchmarks;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.TrackerTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.DefaultResourceLoader;

/** A JVM of its own that goes through the parts of a start, once cold and then some times warm. */
final class PartsSample {

    private long begun = System.nanoTime();

    private PartsSample() {}

    /** Takes the URL of the database, and how often the parts are gone through again. */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection = Recorded.dataSource(arguments[0]).getConnection()) {
            for (int i = 0; i <= Integer.parseInt(arguments[1]); i++) {
                new PartsSample().run(connection);
            }
        }
    }

    private void run(Connection connection) throws SQLException, IOException {
        VersionSet<Migration> onDisk = new ResourceMigrationSource(
                        new DefaultResourceLoader(), List.of("classpath:" + Tool.APPLIED_SET.folder()))
                .load();
        end("find the files");
        VersionSet<AppliedMigration> applied = new MigrationTracker(new TrackerTable("public", "applied_migrations"))
                .read(connection)
                .orElseThrow();
        end("ask for the rows");
        MigrationPlan plan = MigrationPlan.between(onDisk, applied);
        end("compare the sets");
        if (!plan.changed().isEmpty() || !plan.pending().isEmpty()) {
            throw new IllegalStateException("something is to be done");
        }
        end("read and hash the files");
        List<byte[]> contents = contents(onDisk);
        end("to compare: read them only");
        for (byte[] content : contents) {
            Checksum.of(new ByteArrayInputStream(content));
        }
        end("to compare: hash them only");
    }

    private static List<byte[]> contents(VersionSet<Migration> onDisk) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Migration migration : onDisk) {
            try (InputStream content = migration.up().content().open()) {
                contents.add(content.readAllBytes());
            }
        }
        return contents;
    }

    private void end(String part) {
        SampleJvm.print(part, (System.nanoTime() - this.begun) / 1e6);
        this.begun = System.nanoTime();
    }
}
