package io.github.appliedset.migration;

import static io.github.appliedset.support.Migrations.applied;
import static io.github.appliedset.support.Migrations.checksum;
import static io.github.appliedset.support.Migrations.migration;
import static io.github.appliedset.support.Migrations.onDisk;
import static io.github.appliedset.support.Migrations.row;
import static io.github.appliedset.support.Migrations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.appliedset.migration.MigrationConflict.ChangedMigration;
import io.github.appliedset.migration.MigrationConflict.RenamedMigration;
import org.junit.jupiter.api.Test;

class MigrationPlanTests {

    @Test
    void migrationMergedLateIsPendingEvenWhenNewerOnesAreApplied() {
        MigrationPlan plan = MigrationPlan.between(
                onDisk("101_a", "102_b", "103_late", "104_d"), applied("101_a", "102_b", "104_d"));

        assertThat(plan.pending()).extracting(Migration::label).containsExactly("103_late");
        assertThat(plan.applied()).extracting(AppliedMigration::label).containsExactly("101_a", "102_b", "104_d");
        assertThat(plan.orphans()).isEmpty();
    }

    @Test
    void gapsMeanNothing() {
        MigrationPlan plan = MigrationPlan.between(onDisk("1_a", "7_b", "20241202103000_c"), applied("7_b"));

        assertThat(plan.pending()).extracting(Migration::label).containsExactly("1_a", "20241202103000_c");
    }

    @Test
    void pendingComesInOrderOfNumberNotOfText() {
        MigrationPlan plan = MigrationPlan.between(onDisk("10_b", "9_a", "100_c"), applied());

        assertThat(plan.pending()).extracting(Migration::label).containsExactly("9_a", "10_b", "100_c");
    }

    @Test
    void rowWithoutFileIsAnOrphan() {
        MigrationPlan plan = MigrationPlan.between(onDisk("1_a"), applied("1_a", "2_from_another_branch"));

        assertThat(plan.orphans()).extracting(AppliedMigration::label).containsExactly("2_from_another_branch");
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void otherNameForAnAppliedVersionIsARename() {
        MigrationPlan plan = MigrationPlan.between(onDisk("98_bar"), applied("98_foo"));

        assertThat(plan.renamed()).singleElement().isInstanceOfSatisfying(RenamedMigration.class, renamed -> {
            assertThat(renamed.description()).contains("'foo'", "'bar'", "memory:db/migration/98_bar.up.sql");
            assertThat(renamed.remedy("public.applied_migrations"))
                    .contains("--applied-set.command=accept-rename --applied-set.version=98");
        });
    }

    @Test
    void otherNameAndContentLookLikeADifferentMigration() {
        MigrationPlan plan =
                MigrationPlan.between(set(migration("98_bar", "SELECT 2;")), set(row("98_foo", checksum("SELECT 1;"))));

        assertThat(plan.renamed()).singleElement().satisfies(renamed -> {
            assertThat(renamed.description()).contains("a different migration");
            assertThat(renamed.remedy("t"))
                    .contains(
                            "--applied-set.command=accept-rename --applied-set.version=98",
                            "--applied-set.command=accept-checksum --applied-set.version=98");
        });
        assertThat(plan.changed()).as("is reported once").isEmpty();
    }

    @Test
    void otherContentOfAnAppliedVersionIsAChange() {
        MigrationPlan plan =
                MigrationPlan.between(set(migration("1_a", "SELECT 2;")), set(row("1_a", checksum("SELECT 1;"))));

        assertThat(plan.changed())
                .singleElement()
                .isInstanceOfSatisfying(
                        ChangedMigration.class,
                        changed -> assertThat(changed.description())
                                .contains(
                                        checksum("SELECT 1;").hex(),
                                        checksum("SELECT 2;").hex()));
    }

    @Test
    void unknownChecksumIsNoChange() {
        MigrationPlan plan = MigrationPlan.between(onDisk("1_a"), set(row("1_a", null)));

        assertThat(plan.changed()).isEmpty();
    }

    @Test
    void versionCannotOccurTwiceInASet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> onDisk("7_a", "007_b"))
                .withMessageContaining("7");
    }
}
