package io.github.appliedset.migration;

import static io.github.appliedset.support.Migrations.checksum;
import static io.github.appliedset.support.Migrations.migration;
import static io.github.appliedset.support.Migrations.onDisk;
import static io.github.appliedset.support.Migrations.row;
import static io.github.appliedset.support.Migrations.set;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrationStatusTests {

    private static final Instant MORNING = Instant.parse("2026-05-20T10:38:00Z");

    private static AppliedMigration at(int minute, String label) {
        AppliedMigration row = row(label, null);
        return new AppliedMigration(row.version(), row.name(), MORNING.plusSeconds(60L * minute), null);
    }

    private static MigrationStatus status(VersionSet<Migration> onDisk, AppliedMigration... rows) {
        return MigrationStatus.of(MigrationPlan.between(onDisk, VersionSet.of(List.of(rows))), null);
    }

    private static List<String> words(MigrationStatus status) {
        return status.all().stream()
                .map(state -> state.version() + " " + state.words())
                .toList();
    }

    @Test
    void everyVersionStandsInOneListInAscendingOrder() {
        MigrationStatus status = status(onDisk("1_a", "3_c", "10_d"), at(0, "1_a"), at(1, "2_gone"), at(2, "10_d"));

        assertThat(words(status)).containsExactly("1 applied", "2 orphan", "3 pending", "10 applied");
        assertThat(status.applied()).hasSize(2);
        assertThat(status.pending()).hasSize(1);
        assertThat(status.orphans()).hasSize(1);
        assertThat(status.find(MigrationVersion.of(3)))
                .contains(status.pending().get(0));
        assertThat(status.find(MigrationVersion.of(4))).isEmpty();
    }

    @Test
    void migrationAppliedAfterAHigherVersionIsLate() {
        MigrationStatus status =
                status(onDisk("1_a", "2_b", "3_c", "4_d"), at(0, "1_a"), at(9, "2_b"), at(5, "3_c"), at(7, "4_d"));

        assertThat(words(status)).containsExactly("1 applied", "2 applied, late", "3 applied", "4 applied");
    }

    @Test
    void orphanMakesOthersLateButIsNeverLate() {
        MigrationStatus status = status(onDisk("1_a", "2_b"), at(9, "1_a"), at(8, "2_b"), at(5, "3_x"), at(4, "4_y"));

        assertThat(words(status)).containsExactly("1 applied, late", "2 applied, late", "3 orphan", "4 orphan");
    }

    @Test
    void migrationsRecordedTogetherAreNotLate() {
        MigrationStatus status = status(onDisk("1_a", "2_b"), at(0, "1_a"), at(0, "2_b"));

        assertThat(words(status)).containsExactly("1 applied", "2 applied");
    }

    @Test
    void overtakingIsTheHighestRowEvenWithoutAFile() {
        MigrationPlan plan =
                MigrationPlan.between(onDisk("1_a", "2_b"), VersionSet.of(List.of(at(0, "2_b"), at(0, "7_gone"))));

        assertThat(plan.overtaking(MigrationVersion.of(1)))
                .map(AppliedMigration::label)
                .contains("7_gone");
        assertThat(plan.overtaking(MigrationVersion.of(7))).isEmpty();
    }

    @Test
    void fileThatDiffersFromItsRowIsEditedOrRenamed() {
        MigrationStatus status = MigrationStatus.of(
                MigrationPlan.between(
                        VersionSet.of(List.of(migration("1_a", "SELECT 2;"), migration("2_better"), migration("3_c"))),
                        VersionSet.of(List.of(
                                row("1_a", checksum("SELECT 1;")),
                                row("2_b", checksum("SELECT 1;")),
                                row("3_c", checksum("SELECT '3_c';"))))),
                null);

        assertThat(words(status)).containsExactly("1 edited", "2 renamed", "3 applied");
        assertThat(status.differing()).hasSize(2);
        assertThat(status.find(MigrationVersion.of(2)))
                .as("the recorded name")
                .hasValueSatisfying(state -> assertThat(state.name()).isEqualTo("b"));
    }

    @Test
    void editedFileMayBeLateAsWell() {
        AppliedMigration late =
                new AppliedMigration(MigrationVersion.of(1), "a", MORNING.plusSeconds(60), checksum("SELECT 1;"));

        assertThat(words(status(onDisk("1_a", "2_b"), late, at(0, "2_b")))).contains("1 edited, late");
    }

    @Test
    void withoutContentsNoFileIsReadAndNoneIsEdited() {
        Migration unreadable = new Migration(
                MigrationVersion.of(1),
                "a",
                new MigrationFile("1_a.up.sql", "memory:1_a.up.sql", () -> {
                    throw new IOException("read");
                }),
                null);

        MigrationStatus status = MigrationStatus.withoutContents(
                MigrationPlan.between(set(unreadable), set(row("1_a", checksum("SELECT 1;")))), null, Map.of());

        assertThat(words(status)).containsExactly("1 applied");
    }

    @Test
    void pendingMigrationThatAnotherProcessAppliesIsRunning() {
        MigrationPlan plan = MigrationPlan.between(onDisk("1_a", "2_b", "3_c"), set(row("1_a", null)));

        assertThat(words(MigrationStatus.of(plan, MigrationVersion.of(2))))
                .containsExactly("1 applied", "2 running", "3 pending");
        assertThat(words(MigrationStatus.of(plan, MigrationVersion.of(1))))
                .as("a rollback")
                .containsExactly("1 applied", "2 pending", "3 pending");
    }
}
