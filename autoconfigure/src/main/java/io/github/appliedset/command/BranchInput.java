package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.git.BranchReader;
import io.github.appliedset.branch.git.FolderSides;
import io.github.appliedset.branch.git.Onto;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.branch.trial.BranchReport.Place;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.MigrationException;
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

    /** Whether folders are given instead of a repository. */
    boolean isOfFolders() {
        return List.of(BASE, OURS, THEIRS).stream()
                .anyMatch(option -> this.input.options().text(option.name()).isPresent());
    }

    BranchSides sides() {
        if (isOfFolders()) {
            return FolderSides.of(folder(BASE), folder(OURS), folder(THEIRS));
        }
        return reader().read();
    }

    BranchReader reader() {
        return BranchReader.of(
                folders(),
                snapshotFolder().orElse(null),
                new Onto(this.input.options().text(ONTO.name()).orElse(null), this.environment),
                this.input.branches().protectedRefs());
    }

    Path folder(CommandOption option) {
        return Path.of(this.input.options().required(option.name()));
    }

    /** The source folders of the migrator, the one to write to first. */
    List<Path> folders() {
        return this.input
                .options()
                .text(FOLDER.name())
                .map(folder -> List.of(Path.of(folder)))
                .orElseGet(() -> SourceFolders.of(
                        this.input.folders().getOrDefault(this.migrator, List.of()),
                        Path.of("").toAbsolutePath()));
    }

    /** Where both are run. */
    ScratchServer scratchServer() {
        return new ScratchServer(this.input, this.input.migrators().get(this.migrator));
    }

    /**
     * One report for each branch that this one meets.
     *
     * @param one this branch's migrations of which somebody has said that they are one with the other branch's
     */
    List<BranchReport> reports(BranchSides sides, Set<BranchMigration> one, ScratchServer server) {
        Optional<String> refused = server.refusal();
        Place place = server.migrator()
                .map(migrator -> new Place(migrator, coverage(migrator)))
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
