package io.github.appliedset.source;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.MissingLocation;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternUtils;

/** Migrations in folders of the class path or the file system, sub-folders included. */
@Internal
public final class ResourceMigrationSource implements MigrationSource {

    private final ResourcePatternResolver resolver;
    private final List<MigrationLocation> locations;
    private final MigrationIndex index;
    private final RememberedChecksums checksums = new RememberedChecksums();
    private volatile @Nullable Unchanging unchanging;

    /** Migrations whose files cannot change in this process, because a class loader has all of their jars open. */
    private record Unchanging(@Nullable ClassLoader classLoader, FoundMigrations migrations) {}

    /**
     * Creates a source that searches the locations with the given loader.
     *
     * @param locations {@code classpath:}, {@code classpath*:} and {@code file:} folders
     */
    public ResourceMigrationSource(ResourceLoader resourceLoader, List<String> locations) {
        this(resourceLoader, locations, MigrationIndex.NONE);
    }

    /**
     * Creates a source that searches only the locations that are not in an index.
     *
     * @param locations {@code classpath:}, {@code classpath*:} and {@code file:} folders
     */
    public ResourceMigrationSource(ResourceLoader resourceLoader, List<String> locations, MigrationIndex index) {
        this.index = index;
        this.resolver = ResourcePatternUtils.getResourcePatternResolver(resourceLoader);
        this.locations = locations.stream().map(MigrationLocation::parse).toList();
    }

    /** Creates a source for one folder of the file system. */
    public static ResourceMigrationSource ofFolder(Path folder) {
        return new ResourceMigrationSource(new DefaultResourceLoader(), List.of("file:" + folder.toAbsolutePath()));
    }

    /**
     * The folder of a {@code file:} location, whether it exists or not.
     *
     * @throws IllegalArgumentException if it is no path
     */
    @Internal
    public static Path folder(String location) {
        return MigrationLocation.parse(location).path();
    }

    @Override
    public VersionSet<Migration> load() {
        return search().migrations();
    }

    @Override
    public FoundMigrations search() {
        Unchanging before = this.unchanging;
        if (before != null && before.classLoader() == this.resolver.getClassLoader()) {
            return before.migrations();
        }
        List<FileProblem> problems = new ArrayList<>();
        List<FoundFile> found = find(problems);
        FoundMigrations migrations = MigrationPairing.of(found, problems);
        if (isOnClassPath() && !found.isEmpty() && found.stream().noneMatch(RememberedChecksums::mayChange)) {
            this.unchanging = new Unchanging(this.resolver.getClassLoader(), migrations);
        }
        return migrations;
    }

    /**
     * Returns the sub-folder that a file is in: {@code orders} for {@code db/migration/orders/1_a.up.sql}, if the location is
     * {@code db/migration}.
     *
     * @param path of a file of this source, see {@link io.github.appliedset.migration.MigrationFile#path}
     * @return the names of folders below the location, joined by slashes; empty for a file in the location itself
     */
    public String subFolder(String path) {
        String folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        return this.locations.stream()
                .map(MigrationLocation::folder)
                .filter(location -> (folder + "/").startsWith(location + "/"))
                .max(Comparator.comparingInt(String::length))
                .map(location -> folder.substring(Math.min(folder.length(), location.length() + 1)))
                .orElse("");
    }

    private boolean isOnClassPath() {
        return this.locations.stream().allMatch(location -> location.kind() == MigrationLocation.Kind.CLASS_PATH);
    }

    private List<FoundFile> find(List<FileProblem> problems) {
        if (this.locations.isEmpty()) {
            problems.add(new MissingLocation("applied-set.locations", "names no location"));
        }
        List<FoundFile> found = new ArrayList<>();
        for (MigrationLocation location : this.locations) {
            List<FoundFile> indexed = location.kind() == MigrationLocation.Kind.CLASS_PATH
                    ? this.index.filesBelow(location.folder())
                    : null;
            if (indexed == null) {
                location.list(this.resolver, found, problems);
            } else {
                found.addAll(indexed);
            }
        }
        return found.stream().map(this.checksums::of).toList();
    }
}
