package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a declared schema is read: this module's files from its source folder, since the class path holds a copy of what was
 * built before, and those of other modules from the class path.
 */
@Internal
public final class DeclaredLocations {

    private static final String FILE = "file:";
    private static final String SOURCES = "/src/main/resources/";
    private static final String CLASS_PATH = "classpath";

    private DeclaredLocations() {}

    /**
     * The locations with the source folders of this module in front.
     *
     * @param configured as the user wrote them
     * @param sources folder of the class path resources in the source tree; need not exist
     */
    public static String[] of(List<String> configured, Path sources) {
        List<String> all = new ArrayList<>();
        for (String location : configured) {
            if (location.startsWith(CLASS_PATH)) {
                Path folder = sources.resolve(location.replaceFirst("^classpath\\*?:/*", ""));
                if (Files.isDirectory(folder)) {
                    all.add("file:" + folder.toAbsolutePath());
                }
            }
            all.add(location);
        }
        return all.toArray(String[]::new);
    }

    /** Without the built copies of files that are read from the sources of their module. */
    static List<MigrationFile> once(List<MigrationFile> files) {
        Set<Path> modules = files.stream()
                .map(MigrationFile::location)
                .filter(location -> location.startsWith(FILE) && location.contains(SOURCES))
                .map(location -> Path.of(location.substring(FILE.length(), location.lastIndexOf(SOURCES))))
                .collect(Collectors.toUnmodifiableSet());
        return files.stream().filter(file -> !isBuilt(file.location(), modules)).toList();
    }

    private static boolean isBuilt(String location, Set<Path> modules) {
        if (modules.isEmpty()) {
            return false;
        }
        if (!location.startsWith(FILE)) {
            return location.contains("!BOOT-INF/classes");
        }
        Path path = Path.of(location.substring(FILE.length()));
        return !location.contains(SOURCES) && modules.stream().anyMatch(path::startsWith);
    }
}
