package io.github.appliedset.command;

import io.github.appliedset.branch.git.GitRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the files of a migrator are: in folders that branches have, and elsewhere.
 *
 * @param folders in one work tree, the one to write to first; one that is not on disk may be on another branch
 * @param elsewhere locations of the rest: what has no folder on disk, unless a branch has it, is shipped by another module
 */
record BranchSources(List<Path> folders, List<String> elsewhere) {

    private static final String FILE = "file:";

    BranchSources {
        folders = List.copyOf(folders);
        elsewhere = List.copyOf(elsewhere);
    }

    /**
     * Those of a migrator.
     *
     * @param migrator its name
     * @param option which may name the folder
     * @param inGit whether that is in a work tree; else its files are compared with those of other folders
     * @throws WrongUsageException if several modules have one of the folders
     */
    static BranchSources of(CommandInput input, String migrator, String option, boolean inGit) {
        Path here = Path.of("").toAbsolutePath();
        List<String> locations = input.sourceLocations(migrator, option);
        List<String> notOnDisk = locations.stream()
                .filter(location -> !location.startsWith(FILE))
                .toList();
        Optional<Path> named = input.options().text(option).map(here::resolve).map(Path::normalize);
        if (named.isEmpty()) {
            return new BranchSources(
                    SourceFolders.of(input.folders().getOrDefault(migrator, List.of()), here), notOnDisk);
        }
        List<Path> others = locations.stream()
                .filter(location -> location.startsWith(FILE))
                .map(location -> Path.of(location.substring(FILE.length())))
                .filter(other -> !other.equals(named.get()) && Files.isDirectory(other))
                .toList();
        List<Path> beside = inGit ? beside(named.get(), others) : List.of();
        return new BranchSources(
                Stream.concat(named.stream(), beside.stream()).toList(),
                Stream.concat(
                                others.stream()
                                        .filter(other -> !beside.contains(other))
                                        .map(other -> FILE + other),
                                notOnDisk.stream())
                        .toList());
    }

    /** Those in the work tree of a folder. */
    private static List<Path> beside(Path folder, List<Path> others) {
        if (others.isEmpty()) {
            return List.of();
        }
        GitRepository repository = GitRepository.around(folder);
        return others.stream().filter(repository::has).toList();
    }
}
