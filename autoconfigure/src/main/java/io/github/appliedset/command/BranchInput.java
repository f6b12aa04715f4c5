package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.git.BranchReader;
import io.github.appliedset.branch.git.FolderSides;
import io.github.appliedset.branch.git.Onto;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.branch.trial.TrialPlace;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The branches that a command is about: from git or from three folders, and where both can be run.
 *
 * @param input of the command
 * @param migrator the name of the migrator that they belong to
 * @param environment a variable of the environment by its name, or null
 * @param clock for new versions
 */
record BranchInput(CommandInput input, String migrator, UnaryOperator<@Nullable String> environment, Clock clock) {

    static final CommandOption ONTO = CommandOption.of(
            "onto",
            "REF",
            "the branch that this one will join; by default the target of the pull request on a build server, else"
                    + " origin/HEAD, else origin/main. Nothing is fetched");
    static final CommandOption FOLDER = CommandOption.of(
            "folder",
            "FOLDER",
            "the folder of the migrations; by default that of applied-set.locations below src/main/resources, here or in"
                    + " the one module that has it");
    static final CommandOption BASE =
            CommandOption.of("base", "FOLDER", "without git: the migrations as they were where the branches parted");
    static final CommandOption OURS = CommandOption.of("ours", "FOLDER", "without git: those of this branch");
    static final CommandOption THEIRS = CommandOption.of("theirs", "FOLDER", "without git: those of the other branch");

    private static final String CLASS_PATH = "classpath:";

    /** Whether folders are given instead of a repository. */
    boolean isOfFolders() {
        return List.of(BASE, OURS, THEIRS).stream()
                .anyMatch(option -> this.input.options().text(option.name()).isPresent());
    }

    /** The branches in git; null for folders. */
    @Nullable
    BranchReader reader() {
        return isOfFolders() ? null : readerOf(folders());
    }

    private BranchReader readerOf(List<Path> folders) {
        return BranchReader.of(
                folders,
                snapshotFolder().orElse(null),
                new Onto(this.input.options().text(ONTO.name()).orElse(null), this.environment),
                this.input.branches().apply(this.migrator).protectedRefs());
    }

    Path folder(CommandOption option) {
        return Path.of(this.input.options().required(option.name()));
    }

    /** The trees of three folders. */
    BranchSides sidesOfFolders() {
        return FolderSides.of(folder(BASE), folder(OURS), folder(THEIRS));
    }

    /** The source folders of the migrator, the one to write to first. */
    List<Path> folders() {
        return sources().folders();
    }

    private BranchSources sources() {
        boolean inGit = !isOfFolders();
        return BranchSources.of(this.input, this.migrator, (inGit ? FOLDER : OURS).name(), inGit);
    }

    /**
     * The migrator with what is on no branch: its migrations in Java, and those of locations that another module ships.
     *
     * @param reader null for folders
     */
    Migrator elsewhere(Migrator migrator, @Nullable BranchReader reader) {
        List<String> locations = elsewhere(reader);
        return locations.isEmpty()
                ? migrator.toBuilder().source(VersionSet::empty).build()
                : migrator.toBuilder()
                        .locations(locations.toArray(String[]::new))
                        .build();
    }

    /** What is built before a branch had a location, or after another had it, is none of another module's. */
    private List<String> elsewhere(@Nullable BranchReader reader) {
        return sources().elsewhere().stream()
                .filter(location -> reader == null
                        || !location.startsWith(CLASS_PATH)
                        || !reader.has(location.substring(CLASS_PATH.length())))
                .toList();
    }

    /**
     * The migrator with the files as they are on disk, and those of locations that another module ships.
     *
     * @param reader null for folders
     */
    Migrator onDisk(Migrator migrator, @Nullable BranchReader reader) {
        List<Path> folders = folders();
        List<Path> present = folders.stream().filter(Files::isDirectory).toList();
        return migrator.toBuilder()
                .locations(Stream.concat(
                                (present.isEmpty() ? folders : present)
                                        .stream().map(folder -> "file:" + folder.toAbsolutePath()),
                                elsewhere(reader).stream())
                        .toArray(String[]::new))
                .build();
    }

    /** Where both are run. */
    ScratchServer scratchServer() {
        return new ScratchServer(this.input, this.migrator);
    }

    /**
     * One report for each branch that this one meets.
     *
     * @param reader null for folders
     * @param one this branch's migrations of which somebody has said that they are one with the other branch's
     */
    List<BranchReport> reports(
            BranchSides sides, @Nullable BranchReader reader, Set<BranchMigration> one, ScratchServer server) {
        Optional<String> refused = server.refusal();
        TrialPlace place = server.migrator()
                .map(migrator -> new TrialPlace(migrator, elsewhere(migrator, reader), coverage(migrator)))
                .orElse(null);
        Untried why = new Untried(
                "both orders",
                refused.orElse("no database is named"),
                refused.isPresent()
                        ? "--applied-set.yes=true, or a database of your own: --applied-set.url=..."
                        : "Name a server where this user may create databases: --applied-set.url=...");
        List<BranchReport> reports = new ArrayList<>();
        for (int at = 0; at < sides.comparisons().size(); at++) {
            reports.add(BranchReport.of(
                    sides.comparisons().get(at),
                    sides.snapshots().get(at),
                    sides.released(),
                    one,
                    place,
                    why,
                    this.clock));
        }
        return reports;
    }

    private Coverage coverage(Migrator migrator) {
        try {
            return snapshotFolder()
                    .map(folder -> Snapshots.of(migrator).coverage(folder))
                    .orElse(Coverage.DEFAULT);
        } catch (MigrationException conflicted) {
            return Coverage.DEFAULT;
        }
    }

    /** The committed snapshot beside the migrations, if there is one. */
    Optional<Path> snapshotFolder() {
        if (isOfFolders()) {
            return Optional.empty();
        }
        String name = this.input.folders().size() == 1 && this.migrator.equals("migrator")
                ? "snapshot"
                : "snapshot-" + this.migrator;
        return folders().stream()
                .map(folder -> folder.toAbsolutePath().resolveSibling(name))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
