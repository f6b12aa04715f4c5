package io.github.appliedset.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.support.MigrationFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewMigrationsTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-20T10:38:00Z"), ZoneOffset.ofHours(2));

    @TempDir
    private Path folder;

    private NextVersions versions(VersionStyle otherwise, long... applied) {
        List<AppliedMigration> rows = Stream.of(applied)
                .flatMapToLong(java.util.Arrays::stream)
                .mapToObj(version -> new AppliedMigration(MigrationVersion.of(version), "x", Instant.EPOCH, null))
                .toList();
        return NextVersions.after(
                this.folder, MigrationPlan.between(VersionSet.empty(), VersionSet.of(rows)), otherwise, CLOCK);
    }

    private List<String> three(VersionStyle otherwise, long... applied) {
        NextVersions versions = versions(otherwise, applied);
        return List.of(versions.next(), versions.next(), versions.next());
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> paths = Files.walk(this.folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void emptyFolderGetsTheStyleThatWasAskedFor() {
        assertThat(three(VersionStyle.COUNTER)).containsExactly("1", "2", "3");
        assertThat(three(VersionStyle.TIME)).containsExactly("20260520103800", "20260520103801", "20260520103802");
    }

    @Test
    void folderThatDoesNotExistIsMade() throws IOException {
        Path missing = this.folder.resolve("db/migration");
        MigrationPlan nothing = MigrationPlan.between(VersionSet.empty(), VersionSet.empty());

        NewMigrations.in(
                        missing,
                        NextVersions.after(missing, nothing, VersionStyle.COUNTER, CLOCK),
                        List.of(new NewMigration("a", "SELECT 1;", null), new NewMigration("b", "", "SELECT 'ü';")))
                .write();

        assertThat(missing.resolve("1_a.up.sql")).hasContent("SELECT 1;");
        assertThat(missing.resolve("2_b.down.sql")).hasContent("SELECT 'ü';");
        assertThat(written()).hasSize(3);
    }

    @Test
    void counterGoesOnAfterFilesAndRowsWithTheirDigits() {
        new MigrationFolder(this.folder).with("0004_d.up.sql", "SELECT 1;");

        assertThat(three(VersionStyle.TIME, 8, 3)).containsExactly("0009", "0010", "0011");
    }

    /** The next two in the folder, while other locations have files with these versions, all applied. */
    private List<String> twoBeside(long... others) throws IOException {
        Path elsewhere = Files.createDirectories(this.folder.resolveSibling(this.folder.getFileName() + "-elsewhere"));
        MigrationFolder files = new MigrationFolder(elsewhere);
        List<AppliedMigration> rows = new ArrayList<>();
        for (long other : others) {
            files.with(other + "_x.up.sql", "SELECT 1;");
            rows.add(new AppliedMigration(MigrationVersion.of(other), "x", Instant.EPOCH, null));
        }
        MigrationPlan known = MigrationPlan.between(
                ResourceMigrationSource.ofFolder(elsewhere).load(), VersionSet.of(rows));
        NextVersions versions = NextVersions.after(this.folder, known, VersionStyle.COUNTER, CLOCK);
        return List.of(versions.next(), versions.next());
    }

    @Test
    void versionsOfOtherLocationsAreOnlyLeftOut() throws IOException {
        new MigrationFolder(this.folder).with("012_d.up.sql", "SELECT 1;");

        assertThat(twoBeside(900_001)).containsExactly("013", "014");
        assertThat(twoBeside(20260520103759L)).containsExactly("013", "014");
        assertThat(twoBeside(13)).containsExactly("014", "015");
    }

    @Test
    void timesAreLaterThanThoseOfOtherLocations() throws IOException {
        new MigrationFolder(this.folder).with("20260101000000_d.up.sql", "SELECT 1;");

        assertThat(twoBeside(900_001)).containsExactly("20260520103800", "20260520103801");
        assertThat(twoBeside(20300101000000L)).containsExactly("20300101000001", "20300101000002");
    }

    @Test
    void doesNotReuseTheNumberOfALoneDownFile() {
        new MigrationFolder(this.folder).with("1_a.up.sql", "SELECT 1;").with("2_b.down.sql", "SELECT 2;");

        assertThat(three(VersionStyle.COUNTER)).containsExactly("3", "4", "5");
    }

    @Test
    void orphanOfAnotherStyleIsNotFollowed() {
        new MigrationFolder(this.folder).with("012_d.up.sql", "SELECT 1;");

        assertThat(three(VersionStyle.TIME, 20260520103759L)).containsExactly("013", "014", "015");
    }

    @Test
    void timesGoOnWithinTheSecondAndAreNeverLower() {
        new MigrationFolder(this.folder).with("20260520103759_d.up.sql", "SELECT 1;");

        assertThat(three(VersionStyle.COUNTER)).containsExactly("20260520103800", "20260520103801", "20260520103802");
        assertThat(three(VersionStyle.COUNTER, 20300101235959L))
                .containsExactly("20300102000000", "20300102000001", "20300102000002");
    }

    @Test
    void incrementsANumberThatIsNotATime() {
        assertThat(three(VersionStyle.TIME, 20300231000000L))
                .as("there is no 31 February")
                .containsExactly("20300231000001", "20300231000002", "20300231000003");
        assertThat(three(VersionStyle.TIME, 99991231235959L))
                .as("the next year has five digits")
                .containsExactly("99991231235960", "99991231235961", "99991231235962");
    }

    @Test
    void highestVersionOfAllHasNoNext() throws IOException {
        NextVersions versions = versions(VersionStyle.COUNTER, Long.MAX_VALUE - 1);

        assertThat(versions.next()).isEqualTo("9223372036854775807");
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(versions::next)
                .withMessageContaining(
                        "Version 9223372036854775807\n    already exists, and there is no higher version");
    }

    @Test
    void fileThatExistsStaysAndNoOtherIsWritten() throws IOException {
        Files.createDirectory(this.folder.resolve("a"));
        Path there = Files.writeString(this.folder.resolve("1_b.down.sql"), "mine");
        NewFiles files = new NewFiles(List.of(
                new NewFile(this.folder.resolve("a/b/c/1_a.up.sql"), "x"),
                new NewFile(this.folder.resolve("a/1_a.up.sql"), "x"),
                new NewFile(there, "theirs")));

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(files::write)
                .withMessageStartingWith(
                        "Could not write the new files. Nothing was written.\n\n" + there + "\n    already exists");

        assertThat(written()).containsExactly(there);
        assertThat(there).hasContent("mine");
        assertThat(this.folder.resolve("a")).isEmptyDirectory();
    }

    @Test
    void nameThatIsNoPartOfAFileNameIsRefused() {
        for (String name : List.of("", " ", "a/b", "a\\b", "a\nb", "x".repeat(201))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new NewMigration(name, "", null));
        }
    }
}
