package io.github.appliedset.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
import io.github.appliedset.migration.MigrationConflict.PendingMigration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors that a merge causes end with the commands that settle it. */
class AfterBranchesMetTests {

    private static final String RESOLVE =
            "If branches have met, settle the files with\n    --applied-set.command=resolve\n";
    private static final String ALIGN = "A developer's own database follows the files with\n"
            + "    --applied-set.command=align --applied-set.development=true";

    private static AppliedMigration row(long version) {
        return new AppliedMigration(MigrationVersion.of(version), "phone", Instant.EPOCH, null);
    }

    private static String actionOf(MigrationConflict... conflicts) {
        return new MigrationConflictException("public.t", List.of(conflicts)).action();
    }

    @Test
    void severalConflictsEndWithBothCommandsOnce() {
        assertThat(actionOf(new OrphanMigration(row(3)), new OrphanMigration(row(4))))
                .containsOnlyOnce("command=resolve")
                .containsOnlyOnce("command=align")
                .endsWith("\n\n" + RESOLVE + ALIGN);
    }

    @Test
    void rowWithAnotherNumberNeedsNoOtherFiles() {
        RenumberedMigration renumbered = new RenumberedMigration(row(3), List.of(), null, false);

        assertThat(actionOf(renumbered)).endsWith("\n\n" + ALIGN).doesNotContain("resolve");
        assertThat(actionOf(renumbered, new OrphanMigration(row(4)))).endsWith("\n\n" + RESOLVE + ALIGN);
    }

    @Test
    void doesNotBlameAMergeForOtherConflicts() {
        MigrationFile file = new MigrationFile("1_a.up.sql", "1_a.up.sql", InputStream::nullInputStream);

        assertThat(actionOf(new PendingMigration(new Migration(MigrationVersion.of(1), "a", file, null))))
                .doesNotContain("resolve", "align");
    }
}
