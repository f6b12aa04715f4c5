package io.github.appliedset.migration;

import static io.github.appliedset.support.Migrations.checksum;
import static io.github.appliedset.support.Migrations.migration;
import static io.github.appliedset.support.Migrations.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.support.Migrations;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and rows are written as {@code "3_name content"}. */
class RenumberingsTests {

    private static String[] parts(String text) {
        return text.split(" ", 2);
    }

    private static VersionSet<Migration> files(String... texts) {
        return VersionSet.of(Arrays.stream(texts)
                .map(text -> migration(parts(text)[0], parts(text)[1]))
                .toList());
    }

    private static VersionSet<AppliedMigration> rows(String... texts) {
        return VersionSet.of(Arrays.stream(texts)
                .map(text -> row(parts(text)[0], checksum(parts(text)[1])))
                .toList());
    }

    private static List<String> found(MigrationPlan plan) {
        return plan.renumbered().stream()
                .map(RenumberedMigration.class::cast)
                .map(conflict -> conflict.row().version() + " to "
                        + conflict.files().stream().map(Migration::version).toList()
                        + (conflict.exchanged() ? " exchanged" : ""))
                .toList();
    }

    private static List<String> found(VersionSet<Migration> files, VersionSet<AppliedMigration> rows) {
        return found(MigrationPlan.between(files, rows));
    }

    @Test
    void rowWithoutAFileBelongsToThePendingFileOfItsContent() {
        assertThat(found(files("4_a A"), rows("3_a A"))).containsExactly("3 to [4]");
        assertThat(found(files("4_other A"), rows("3_a A")))
                .as("whatever its name")
                .containsExactly("3 to [4]");
        assertThat(found(files("4_a B"), rows("3_a A"))).isEmpty();
    }

    @Test
    void rowWithATakenNumberBelongsToThePendingFile() {
        assertThat(found(files("3_phone B", "4_address A"), rows("3_address A")))
                .containsExactly("3 to [4]");
        assertThat(found(files("3_same B", "4_same A"), rows("3_same A"))).containsExactly("3 to [4]");
    }

    @Test
    void rowThatHasItsFileBelongsToNoOther() {
        assertThat(found(files("3_a A", "4_a A"), rows("3_a A"))).isEmpty();
        assertThat(found(files("3_better A", "4_a A"), rows("3_a A"))).isEmpty();
    }

    @Test
    void chainIsSettledFromItsFreeEnd() {
        assertThat(found(files("4_a A", "5_b B", "6_c C"), rows("3_a A", "4_b B", "5_c C")))
                .containsExactly("5 to [6]", "4 to [5]", "3 to [4]");
        assertThat(found(files("2_a A", "3_b B"), rows("3_a A", "4_b B"))).containsExactly("3 to [2]", "4 to [3]");
    }

    @Test
    void numbersThatWereExchangedAreACircle() {
        assertThat(found(files("3_b B", "4_a A"), rows("3_a A", "4_b B")))
                .containsExactly("3 to [4] exchanged", "4 to [3] exchanged");
        assertThat(found(files("1_c C", "2_a A", "3_b B"), rows("1_a A", "2_b B", "3_c C")))
                .containsExactly("1 to [2] exchanged", "2 to [3] exchanged", "3 to [1] exchanged");
    }

    @Test
    void severalFilesOfOneContentAreAmbiguous() {
        MigrationPlan plan = MigrationPlan.between(files("4_a A", "5_a A"), rows("3_a A"));

        assertThat(found(plan)).containsExactly("3 to [4, 5]");
        assertThat(plan.renumbered().get(0).description()).contains("it is not known to which number");
        assertThat(plan.renumbered().get(0).remedy("t"))
                .contains(
                        "--applied-set.version=3 --applied-set.to=4\nor\n",
                        "--applied-set.version=3 --applied-set.to=5");
    }

    @Test
    void repeatedContentNeedsTheNameAsProof() {
        assertThat(found(files("1_analyze A", "7_again A"), rows("1_analyze A", "3_later A")))
                .isEmpty();
        assertThat(found(files("1_analyze A", "7_later A"), rows("1_analyze A", "3_later A")))
                .containsExactly("3 to [7]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "-- nothing to do\n  \n--", "\uFEFF-- nothing"})
    void filesWithoutStatementsDoNotMatch(String text) {
        assertThat(found(
                        VersionSet.of(List.of(migration("4_a", text))),
                        VersionSet.of(List.of(row("3_a", checksum(text))))))
                .isEmpty();
    }

    @Test
    void rowsWithoutAChecksumAndClassesNeverMatch() {
        assertThat(found(files("4_a A"), Migrations.applied("3_a"))).isEmpty();
        Migration code = new Migration(MigrationVersion.of(4), "a", MigrationFile.ofCode("com.example.A"), null);
        assertThat(found(VersionSet.of(List.of(code)), rows("3_a A"))).isEmpty();
    }

    @Test
    void ignoresUnreadableFiles() {
        MigrationFile unreadable = new MigrationFile("4_a.up.sql", "memory:4_a.up.sql", () -> {
            throw new java.io.IOException("gone");
        });

        assertThat(found(
                        VersionSet.of(List.of(new Migration(MigrationVersion.of(4), "a", unreadable, null))),
                        rows("3_a A")))
                .isEmpty();
    }

    @Test
    void statusSaysWhichFileARowBelongsTo() {
        MigrationStatus status = MigrationStatus.of(
                MigrationPlan.between(
                        files("3_phone B", "4_address A", "6_c C"), rows("3_address A", "5_c C", "8_gone D")),
                null);

        assertThat(status.renumbered())
                .extracting(conflict ->
                        conflict.row().version() + " to " + conflict.to().orElseThrow())
                .containsExactly("3 to 4", "5 to 6");
        assertThat(status.find(MigrationVersion.of(3)).orElseThrow().words()).isEqualTo("renamed");
        assertThat(status.find(MigrationVersion.of(5)).orElseThrow().words()).isEqualTo("orphan");
        assertThat(status.pending()).hasSize(2);
    }
}
