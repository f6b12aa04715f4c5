package io.github.appliedset.source;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternUtils;

/**
 * The migration files found on the class path when the application was built, so that an application processed ahead of
 * time neither searches its class path nor reads applied files at every start. Each line has a folder, a file below
 * that folder, and the checksum of the file, separated by tabs; or only the folder, if it has no file.
 */
@Internal
public final class MigrationIndex {

    /** Where the index is on the class path. */
    public static final String RESOURCE = "META-INF/applied-set/migrations.index";

    private static final char SEPARATOR = '\t';

    /** The index of an application that has none: everything is searched for. */
    public static final MigrationIndex NONE = new MigrationIndex(ClassLoader.getPlatformClassLoader(), Map.of());

    private final ClassLoader classLoader;
    private final Map<String, List<Entry>> filesByFolder;

    /** A file; its checksum is null if it was not recorded. */
    private record Entry(String path, @Nullable Checksum checksum) {}

    private MigrationIndex(ClassLoader classLoader, Map<String, List<Entry>> filesByFolder) {
        this.classLoader = classLoader;
        this.filesByFolder = filesByFolder;
    }

    /**
     * Searches the locations now. Locations in the file system, and those that do not exist, are left out and searched
     * when the application starts.
     *
     * @throws InvalidMigrationException if the files cannot be used, so that the build fails instead of the start
     */
    public static MigrationIndex of(ResourceLoader resourceLoader, List<String> locations) {
        Map<String, List<Entry>> filesByFolder = new LinkedHashMap<>();
        for (MigrationLocation location :
                locations.stream().map(MigrationLocation::parse).toList()) {
            List<FoundFile> found = new ArrayList<>();
            List<FileProblem> problems = new ArrayList<>();
            location.list(ResourcePatternUtils.getResourcePatternResolver(resourceLoader), found, problems);
            if (location.kind() == MigrationLocation.Kind.CLASS_PATH && problems.isEmpty()) {
                MigrationPairing.of(found, problems);
                filesByFolder.put(
                        location.folder(),
                        found.stream()
                                .map(FoundFile::file)
                                .map(file -> new Entry(file.path(), file.checksum()))
                                .sorted(Comparator.comparing(Entry::path))
                                .toList());
            }
        }
        return new MigrationIndex(MigrationLocation.classLoader(resourceLoader), filesByFolder);
    }

    /**
     * Reads the index that the build wrote.
     *
     * @return {@link #NONE} if there is no index, or if the files are in a directory, where they may have changed since
     * @throws UncheckedIOException if the index cannot be read
     */
    public static MigrationIndex read(ResourceLoader resourceLoader) {
        ClassLoader classLoader = MigrationLocation.classLoader(resourceLoader);
        URL url = classLoader.getResource(RESOURCE);
        if (url == null || "file".equals(url.getProtocol())) {
            return NONE;
        }
        try (InputStream content = url.openStream()) {
            Map<String, List<Entry>> filesByFolder = new LinkedHashMap<>();
            new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int path = line.indexOf(SEPARATOR) + 1;
                int checksum = line.indexOf(SEPARATOR, path) + 1;
                String folder = path == 0 ? line : line.substring(0, path - 1);
                List<Entry> files = filesByFolder.computeIfAbsent(folder, first -> new ArrayList<>());
                if (checksum > path) {
                    files.add(new Entry(line.substring(path, checksum - 1), new Checksum(line.substring(checksum))));
                } else if (path > 0) {
                    files.add(new Entry(line.substring(path), null));
                }
            });
            return new MigrationIndex(classLoader, filesByFolder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Could not read " + url, unreadable);
        }
    }

    /** All files. */
    public List<String> files() {
        return this.filesByFolder.values().stream()
                .flatMap(List::stream)
                .map(Entry::path)
                .distinct()
                .toList();
    }

    /** The content to write. */
    public String text() {
        return this.filesByFolder.entrySet().stream()
                .flatMap(entry -> entry.getValue().isEmpty()
                        ? List.of(entry.getKey()).stream()
                        : entry.getValue().stream()
                                .map(file -> entry.getKey() + SEPARATOR + file.path() + SEPARATOR + file.checksum()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The files below a folder, or null if the folder is not in the index. */
    @Nullable
    List<FoundFile> filesBelow(String folder) {
        List<Entry> files = this.filesByFolder.get(folder);
        return files == null ? null : files.stream().map(this::file).toList();
    }

    private FoundFile file(Entry entry) {
        String path = entry.path();
        MigrationFile file =
                new MigrationFile(path, "classpath:" + path, new Indexed(this.classLoader, path, entry.checksum()));
        return new FoundFile(path.substring(path.lastIndexOf('/') + 1), file, path, null);
    }

    private record Indexed(
            ClassLoader classLoader, String path, @Nullable Checksum knownChecksum) implements MigrationFile.Content {

        @Override
        public InputStream open() throws IOException {
            InputStream content = this.classLoader.getResourceAsStream(this.path);
            if (content == null) {
                throw new FileNotFoundException(this.path + " existed when the application was built but is gone");
            }
            return content;
        }

        @Override
        public MigrationFile.@Nullable Evidence evidence() {
            return this.knownChecksum == null
                    ? null
                    : new MigrationFile.Evidence(this.path, this.knownChecksum.hex(), null);
        }
    }
}
