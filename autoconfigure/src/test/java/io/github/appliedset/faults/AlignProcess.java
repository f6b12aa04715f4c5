package io.github.appliedset.faults;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.support.fault.ChildJvm;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Aligns a developer's own database, in a process of its own. */
final class AlignProcess {

    private AlignProcess() {}

    static ChildJvm start(String url, String location) {
        return ChildJvm.start(AlignProcess.class, List.of(), url, location);
    }

    static Migrator migrator(String url, String location) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(location)
                .development(new DevelopmentSettings(List.of(), List.of(), false))
                .build();
    }

    /** What the command does once somebody has agreed. */
    static AlignmentReport align(Migrator migrator) {
        Alignment alignment = Alignment.of(migrator);
        AlignmentReport done = alignment.carryOut(alignment.plan());
        migrator.migrateDespite(done.versionsLeft());
        return done;
    }

    public static void main(String[] arguments) {
        align(migrator(arguments[0], arguments[1]));
    }
}
