package io.github.appliedset.faults;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.fault.ChildJvm;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrates, or rolls back, in a process of its own. */
final class MigratorProcess {

    private MigratorProcess() {}

    /** Applies what is pending. */
    static ChildJvm start(String url, String location, String... options) {
        return ChildJvm.start(MigratorProcess.class, List.of(options), url, location);
    }

    /** Rolls back so many. */
    static ChildJvm startRollback(String url, String location, int count) {
        return ChildJvm.start(MigratorProcess.class, List.of(), url, location, Integer.toString(count));
    }

    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        Migrator migrator = Migrator.builder()
                .dataSource(dataSource)
                .locations(arguments[1])
                .build();
        if (arguments.length > 2) {
            int count = Integer.parseInt(arguments[2]);
            System.out.println(
                    "rolled back " + migrator.rollback(count).rolledBack().size() + " of " + count);
            return;
        }
        MigrationReport report = migrator.migrate();
        System.out.println(
                "applied " + report.applied().size() + " of " + report.onDisk().size());
    }
}
