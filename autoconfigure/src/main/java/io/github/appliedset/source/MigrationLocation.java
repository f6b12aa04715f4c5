package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem.MissingLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * One configured location: a folder of the class path, in every jar and directory that has it, or of the file system.
 *
 * @param configured as the user wrote it
 * @param pattern prefix for the resource loader, {@code classpath*:} or {@code file:}
 * @param folder the folder without a trailing slash
 */
record MigrationLocation(String configured, String pattern, String folder) {

    private static final String CLASSPATH = "classpath:";
    private static final String EVERY_CLASSPATH = "classpath*:";
    private static final String FILE = "file:";

    /**
     * Takes the location apart. {@code classpath:} means the same as {@code classpath*:}: with the first root of the class
     * path only, a second jar's migrations would be skipped in silence.
     */
    static MigrationLocation parse(String configured) {
        String location = configured.strip();
        if (location.startsWith(EVERY_CLASSPATH)) {
            return classpath(configured, location.substring(EVERY_CLASSPATH.length()));
        }
        if (location.startsWith(CLASSPATH)) {
            return classpath(configured, location.substring(CLASSPATH.length()));
        }
        if (location.startsWith(FILE)) {
            String path = location.substring(FILE.length()).replaceFirst("^//(?=/)", "");
            return new MigrationLocation(configured, FILE, path.replaceFirst("/+$", ""));
        }
        return new MigrationLocation(configured, "", location);
    }

    private static MigrationLocation classpath(String configured, String path) {
        return new MigrationLocation(
                configured, EVERY_CLASSPATH, path.replaceFirst("^/+", "").replaceFirst("/+$", ""));
    }

    /** Finds every file below the location, or reports that there is no such place. */
    List<Resource> files(ResourcePatternResolver resolver, Consumer<MissingLocation> problems) {
        if (this.pattern.isEmpty()) {
            problems.accept(missing("has no prefix: write classpath:" + this.folder + " or file:" + this.folder));
            return List.of();
        }
        if (this.folder.matches(".*[*?{}].*") || this.folder.isEmpty()) {
            problems.accept(missing("is not the name of a folder"));
            return List.of();
        }
        try {
            List<Resource> files = find(resolver, this.pattern + this.folder + "/**/*");
            if (!files.isEmpty() || exists(resolver)) {
                return files;
            }
            // A jar without entries for its directories shows a folder only to a search through the whole class path.
            files = this.pattern.equals(EVERY_CLASSPATH) ? findInEveryRoot(resolver) : List.of();
            if (files.isEmpty()) {
                problems.accept(missing(
                        this.pattern.equals(FILE)
                                ? "does not exist in the file system"
                                : "does not exist in any directory or jar of the class path"));
            }
            return files;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + this.configured, unreadable);
        }
    }

    private boolean exists(ResourcePatternResolver resolver) throws IOException {
        for (Resource root : resolver.getResources(this.pattern + this.folder + "/")) {
            if (root.exists()) {
                return true;
            }
        }
        return false;
    }

    private List<Resource> findInEveryRoot(ResourcePatternResolver resolver) throws IOException {
        List<Resource> files = new ArrayList<>();
        String inFolder = "/" + this.folder + "/";
        for (Resource resource : find(resolver, EVERY_CLASSPATH + "**/" + this.folder + "/**/*")) {
            String url = resource.getURL().toString();
            if (url.contains("!" + inFolder)) {
                files.add(resource);
            }
        }
        return files;
    }

    private static List<Resource> find(ResourcePatternResolver resolver, String pattern) throws IOException {
        List<Resource> found = new ArrayList<>();
        for (Resource resource : resolver.getResources(pattern)) {
            String name = resource.getFilename();
            if (name != null && MigrationFileName.isSql(name)) {
                found.add(resource);
            }
        }
        return found;
    }

    /** The file's path as this location names it: {@code db/migration/2026/3_add_phone.up.sql}. */
    String pathOf(Resource resource) throws IOException {
        if (this.pattern.equals(FILE)) {
            Path root = Path.of(this.folder).toAbsolutePath().normalize();
            Path file = resource.getFilePath().toAbsolutePath().normalize();
            return file.startsWith(root) ? this.folder + "/" + root.relativize(file) : file.toString();
        }
        String decoded = resource.getURI().getSchemeSpecificPart();
        int at = decoded.lastIndexOf(this.folder + "/");
        return at < 0 ? decoded : decoded.substring(at);
    }

    private MissingLocation missing(String reason) {
        return new MissingLocation(this.configured, reason);
    }
}
