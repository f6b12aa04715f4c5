package io.github.appliedset.align;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A developer's own database, and a folder whose files change as with a checkout. */
abstract class AlignmentTestSupport extends MigratorTestSupport {

    static final DevelopmentSettings HERE = new DevelopmentSettings(List.of(), List.of(), false);

    Migrator developing(TestDatabase database) {
        return developing(database.dataSource());
    }

    Migrator developing(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(this.files.location())
                .development(HERE)
                .build();
    }

    /** What a start does. */
    AlignmentReport start(TestDatabase database) {
        Migrator migrator = developing(database);
        AlignmentReport report = Alignment.of(migrator).start();
        migrator.migrateDespite(report.versionsLeft());
        return report;
    }

    static List<String> rolledBack(AlignmentReport report) {
        return report.rolledBack().stream().map(done -> done.row().label()).toList();
    }

    static List<String> left(AlignmentReport report) {
        return report.left().stream().map(left -> left.row().label()).toList();
    }

    /** Removes every file, as the first half of a checkout. */
    MigrationFolder checkout(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this.files;
    }
}
