package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that stop at a version. */
@PostgresTest
class MigrateToTests {

    private MigrationFolder files;
    private Migrator migrator;
    private TestDatabase database;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "SELECT 1;")
                .with("3_c.up.sql", "SELECT 3;")
                .with("5_e.up.sql", "SELECT 5;");
        this.migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.files.location())
                .build();
    }

    private static List<Long> versions(MigrationReport report) {
        return report.applied().stream()
                .map(Executed::migration)
                .map(migration -> migration.version().value())
                .toList();
    }

    @Test
    void appliesTheVersionAndLowerOnes() {
        assertThat(versions(this.migrator.migrateTo(3))).containsExactly(1L, 3L);
        assertThat(this.migrator.lastCounts().orElseThrow().pending()).isEqualTo(1);
        assertThat(versions(this.migrator.migrateTo(3))).isEmpty();
        assertThat(versions(this.migrator.migrate())).containsExactly(5L);
    }

    @Test
    void includesALateLowerVersionWhateverIsApplied() {
        this.migrator.migrate();
        this.files.with("2_b.up.sql", "SELECT 2;").with("4_d.up.sql", "SELECT 4;");

        assertThat(versions(this.migrator.migrateTo(3))).containsExactly(2L);
        assertThat(this.database.applied()).containsExactly("1_a", "2_b", "3_c", "5_e");
    }

    @Test
    void appliedVersionWithoutAFileIsKnown() {
        this.migrator.migrate();
        this.files.without("3_c.up.sql").with("2_b.up.sql", "SELECT 2;").with("4_d.up.sql", "SELECT 4;");

        assertThat(versions(this.migrator.migrateTo(3))).containsExactly(2L);
    }

    @Test
    void unknownVersionIsAnErrorAndAppliesNothing() {
        assertThatThrownBy(() -> this.migrator.migrateTo(4))
                .isInstanceOf(MigrationConflictException.class)
                .hasMessageContaining("Version 4, up to which to migrate, is neither on disk nor applied.")
                .hasMessageContaining("Next to it: 3_c and 5_e.");
        assertThatThrownBy(() -> this.migrator.dryRunTo(4)).isInstanceOf(MigrationConflictException.class);
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void fileAboveIsNotEvenRead() {
        this.files.with("5_e.up.sql", "COMMIT;");

        assertThat(versions(this.migrator.migrateTo(3))).containsExactly(1L, 3L);
    }

    @Test
    void dryRunStopsThereToo() {
        assertThat(this.migrator.dryRunTo(3).attempts())
                .extracting(Attempt::migration)
                .extracting(migration -> migration.version().value())
                .containsExactly(1L, 3L);
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }
}
