package io.github.appliedset.faults;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.fault.ChildJvm;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrates in a process of its own. */
final class MigratorProcess {

    private MigratorProcess() {}

    static ChildJvm start(String url, String location, String... options) {
        return ChildJvm.start(MigratorProcess.class, List.of(options), url, location);
    }

    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        MigrationReport report = Migrator.builder()
                .dataSource(dataSource)
                .locations(arguments[1])
                .build()
                .migrate();
        System.out.println(
                "applied " + report.applied().size() + " of " + report.onDisk().size());
    }
}
