package io.github.appliedset.command;

import io.github.appliedset.migrator.Migrator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The migrations as they are in a work tree: a class path may have what was built before a checkout. */
final class CheckedOutFiles {

    private CheckedOutFiles() {}

    /**
     * The migrator with the files of its source folders; unchanged outside a work tree of git, unless a folder is named.
     *
     * @throws WrongUsageException if a folder is missing, or it is not known which one is meant
     */
    static Migrator of(CommandInput input) {
        Path here = Path.of("").toAbsolutePath();
        boolean named = input.options().text("folder").isPresent();
        List<Path> folders = named
                ? List.of(here.resolve(input.options().required("folder")))
                : SourceFolders.of(input.folders().getOrDefault(input.migratorName(), List.of()), here);
        List<Path> missing =
                folders.stream().filter(folder -> !Files.isDirectory(folder)).toList();
        if (!named && missing.size() == folders.size() && !isInWorkTree(here)) {
            return input.migrator();
        }
        if (!missing.isEmpty()) {
            throw new WrongUsageException("There is no folder " + missing.get(0)
                    + ". Run the command in the folder of the sources, or name one: --applied-set.folder=...");
        }
        return input.migrator().toBuilder()
                .locations(folders.stream().map(folder -> "file:" + folder).toArray(String[]::new))
                .build();
    }

    private static boolean isInWorkTree(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }
}
