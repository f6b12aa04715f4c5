package io.github.appliedset.migrator;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of migrations, and a migrator for it. */
@PostgresTest
public abstract class MigratorTestSupport {

    protected MigrationFolder files;

    @BeforeEach
    protected void createFolder(@TempDir Path folder) {
        this.files = new MigrationFolder(folder);
    }

    protected Migrator.Builder migrator(TestDatabase database) {
        return Migrator.builder().dataSource(database.dataSource()).locations(this.files.location());
    }

    protected MigrationReport migrate(TestDatabase database) {
        return migrator(database).build().migrate();
    }

    protected static List<String> labels(MigrationReport report) {
        return report.applied().stream()
                .map(executed -> executed.migration().label())
                .toList();
    }
}
