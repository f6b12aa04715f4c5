package io.github.appliedset.command;

import io.github.appliedset.migrator.Migrator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The migrations as they are in a work tree: a class path may have what was built before a checkout. */
final class CheckedOutFiles {

    private static final String FILE = "file:";

    private CheckedOutFiles() {}

    /**
     * The migrator with the files of its source folders, and those of the class path for a location that another module ships;
     * unchanged outside a work tree of git, unless a folder is named.
     *
     * @throws WrongUsageException if a folder is missing, if there is none at all, or if it is not known which one is meant
     */
    static Migrator of(CommandInput input) {
        Path here = Path.of("").toAbsolutePath();
        List<String> locations = input.sourceLocations();
        List<Path> folders = locations.stream()
                .filter(location -> location.startsWith(FILE))
                .map(location -> Path.of(location.substring(FILE.length())))
                .toList();
        boolean none = folders.stream().noneMatch(Files::isDirectory);
        if (none && input.options().text("folder").isEmpty() && !isInWorkTree(here)) {
            return input.migrator();
        }
        Stream<Path> expected = none && folders.isEmpty()
                ? input.folders().getOrDefault(input.migratorName(), List.of()).stream()
                        .map(here::resolve)
                : folders.stream();
        expected.filter(folder -> !Files.isDirectory(folder)).findFirst().ifPresent(missing -> {
            throw new WrongUsageException("There is no folder " + missing
                    + ". Run the command in the folder of the sources, or name one: --applied-set.folder=...");
        });
        return input.migrator().toBuilder()
                .locations(locations.toArray(String[]::new))
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
