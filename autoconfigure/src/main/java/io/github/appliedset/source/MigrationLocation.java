package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.FileProblem.MissingLocation;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * One configured location: a folder of the class path, in every jar and directory that has it, or of the file system.
 *
 * @param configured as the user wrote it
 * @param kind class path, file system, or neither
 * @param folder the folder without a trailing slash
 */
record MigrationLocation(String configured, Kind kind, String folder) {

    private static final String CLASSPATH = "classpath:";
    private static final String EVERY_CLASSPATH = "classpath*:";
    private static final String FILE = "file:";

    enum Kind {
        CLASS_PATH,
        FILE_SYSTEM,
        UNKNOWN
    }

    /**
     * Parses the location. {@code classpath:} means the same as {@code classpath*:}: with only the first root of the class
     * path, the migrations in a second jar would be skipped silently.
     */
    static MigrationLocation parse(String configured) {
        String location = configured.strip();
        if (location.startsWith(EVERY_CLASSPATH)) {
            return classPath(configured, location.substring(EVERY_CLASSPATH.length()));
        }
        if (location.startsWith(CLASSPATH)) {
            return classPath(configured, location.substring(CLASSPATH.length()));
        }
        if (location.startsWith(FILE)) {
            String path = location.substring(FILE.length())
                    .replaceFirst("^//(?=/)", "")
                    .replaceFirst("^/(?=[A-Za-z]:)", "");
            return new MigrationLocation(configured, Kind.FILE_SYSTEM, path.replaceFirst("(?<=.)/+$", ""));
        }
        return new MigrationLocation(configured, Kind.UNKNOWN, location);
    }

    private static MigrationLocation classPath(String configured, String path) {
        return new MigrationLocation(
                configured, Kind.CLASS_PATH, path.replaceFirst("^/+", "").replaceFirst("/+$", ""));
    }

    /** Adds every SQL file below the location, and the problems of the location. */
    void list(ResourcePatternResolver resolver, List<FoundFile> found, List<FileProblem> problems) {
        if (this.kind == Kind.UNKNOWN) {
            problems.add(missing("has no prefix: write classpath:" + this.folder + " or file:" + this.folder));
        } else if (this.folder.isEmpty() || this.kind == Kind.CLASS_PATH && this.folder.matches(".*[*?].*")) {
            problems.add(missing("is not a folder name"));
        } else if (this.kind == Kind.FILE_SYSTEM) {
            listFileSystem(found, problems);
        } else {
            try {
                listClassPath(resolver, found, problems);
            } catch (IOException unreadable) {
                problems.add(InvalidFile.unreadable(this.configured, unreadable));
            }
        }
    }

    private void listFileSystem(List<FoundFile> found, List<FileProblem> problems) {
        try {
            Path root = path();
            if (Files.isDirectory(root)) {
                FolderListing.list(root, this.folder, found, problems);
            } else {
                problems.add(
                        missing(Files.exists(root) ? "is a file, not a folder" : "does not exist in the file system"));
            }
        } catch (IllegalArgumentException noPath) {
            problems.add(missing("is not a path: " + noPath.getMessage()));
        }
    }

    /**
     * The folder in the file system.
     *
     * @throws IllegalArgumentException if it is no path
     */
    Path path() {
        Path path = Path.of(this.folder);
        if (Files.exists(path) || !this.folder.contains("%")) {
            return path;
        }
        try {
            return Path.of(URI.create("file:" + path.toAbsolutePath()));
        } catch (IllegalArgumentException notEncoded) {
            return path;
        }
    }

    private void listClassPath(ResourcePatternResolver resolver, List<FoundFile> found, List<FileProblem> problems)
            throws IOException {
        boolean exists = false;
        for (Resource root : resolver.getResources(EVERY_CLASSPATH + this.folder + "/")) {
            URL url = root.getURL();
            if ("file".equals(url.getProtocol())) {
                exists = true;
                FolderListing.list(root.getFilePath(), this.folder, found, problems);
            } else if (JarListing.isJar(url)) {
                exists |= JarListing.list(url, this.folder, found);
            } else {
                throw new IOException("applied-set cannot list " + url);
            }
        }
        for (URL jar : JarsWithoutFolders.of(classLoader(resolver), System.getProperty("java.class.path"))) {
            exists |= JarListing.list(jar, this.folder, found);
        }
        if (!exists) {
            problems.add(missing("does not exist in any directory or jar of the class path"));
        }
    }

    /** The class loader that a resource loader searches. */
    static ClassLoader classLoader(ResourceLoader resourceLoader) {
        ClassLoader classLoader = resourceLoader.getClassLoader();
        return classLoader == null ? ClassLoader.getSystemClassLoader() : classLoader;
    }

    private MissingLocation missing(String reason) {
        return new MissingLocation(this.configured, reason);
    }
}
