package io.github.appliedset.migration;

import static io.github.appliedset.support.Migrations.migration;
import static io.github.appliedset.support.Migrations.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.UniqueElements;

class MigrationStatusPropertyTests {

    /** The log asks before the row is written, everybody else afterwards. */
    @Property
    void logAndRowsAgreeOnWhatIsLate(
            @ForAll @UniqueElements List<@IntRange(min = 1, max = 30) Integer> order,
            @ForAll List<@IntRange(min = 1, max = 30) Integer> onDisk) {
        VersionSet<Migration> files = VersionSet.of(Stream.concat(order.stream(), onDisk.stream())
                .distinct()
                .filter(version -> version % 3 != 0)
                .map(version -> migration(version + "_x"))
                .toList());
        List<AppliedMigration> rows = new ArrayList<>();
        List<MigrationVersion> logged = new ArrayList<>();
        for (int version : order) {
            AppliedMigration row = appliedAfter(rows.size(), version + "_x");
            if (MigrationPlan.between(files, VersionSet.of(rows))
                            .overtaking(row.version())
                            .isPresent()
                    && files.contains(row.version())) {
                logged.add(row.version());
            }
            rows.add(row);
        }

        assertThat(MigrationStatus.of(MigrationPlan.between(files, VersionSet.of(rows)), null).applied().stream()
                        .filter(VersionState.Applied::late)
                        .map(VersionState::version))
                .containsExactlyInAnyOrderElementsOf(logged);
    }

    private static AppliedMigration appliedAfter(int others, String label) {
        AppliedMigration row = row(label, null);
        return new AppliedMigration(row.version(), row.name(), row.appliedAt().plusSeconds(others), null);
    }
}
