package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.StrayDownFile;
import io.github.appliedset.migration.FileProblem.VersionCollision;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternUtils;

/** Migrations in folders of the class path or the file system, sub-folders included. */
public final class ResourceMigrationSource implements MigrationSource {

    private final ResourcePatternResolver resolver;
    private final List<MigrationLocation> locations;

    /**
     * Makes a source that searches the locations with the given loader.
     *
     * @param locations {@code classpath:}, {@code classpath*:} and {@code file:} folders
     */
    public ResourceMigrationSource(ResourceLoader resourceLoader, List<String> locations) {
        this.resolver = ResourcePatternUtils.getResourcePatternResolver(resourceLoader);
        this.locations = locations.stream().map(MigrationLocation::parse).toList();
    }

    @Override
    public VersionSet<Migration> load() {
        List<FileProblem> problems = new ArrayList<>();
        List<FoundFile> files = find(problems);
        SortedMap<MigrationVersion, List<FoundFile>> byVersion = new TreeMap<>();
        for (FoundFile file : files) {
            byVersion
                    .computeIfAbsent(file.name().version(), version -> new ArrayList<>(2))
                    .add(file);
        }
        List<Migration> migrations = new ArrayList<>(byVersion.size());
        for (List<FoundFile> ofOneVersion : byVersion.values()) {
            Migration migration = combine(ofOneVersion, byVersion.lastKey(), problems);
            if (migration != null) {
                migrations.add(migration);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
        return VersionSet.of(migrations);
    }

    private List<FoundFile> find(List<FileProblem> problems) {
        List<FoundFile> found = new ArrayList<>();
        for (MigrationLocation location : this.locations) {
            for (Resource resource : location.files(this.resolver, problems::add)) {
                try {
                    found.add(found(location, resource));
                } catch (MigrationFileName.MisnamedFileException misnamed) {
                    problems.add(misnamed.problem());
                } catch (IOException unresolvable) {
                    throw new UncheckedIOException("cannot locate " + resource, unresolvable);
                }
            }
        }
        return found;
    }

    private static FoundFile found(MigrationLocation location, Resource resource)
            throws IOException, MigrationFileName.MisnamedFileException {
        String url = resource.getURL().toString();
        MigrationFileName name = MigrationFileName.parse(String.valueOf(resource.getFilename()), url);
        return new FoundFile(
                name, new MigrationFile(location.pathOf(resource), url, resource::getInputStream), resource);
    }

    private static @Nullable Migration combine(
            List<FoundFile> ofOneVersion, MigrationVersion highest, List<FileProblem> problems) {
        FoundFile up = single("up", ofOneVersion, highest, problems);
        FoundFile down = single("down", ofOneVersion, highest, problems);
        if (down != null && up == null && none("up", ofOneVersion)) {
            String expected = String.valueOf(down.resource().getFilename()).replaceFirst("\\.down\\.sql$", ".up.sql");
            problems.add(new StrayDownFile(down.file().location(), expected, ""));
        } else if (down != null
                && up != null
                && !down.name().name().equals(up.name().name())) {
            problems.add(new StrayDownFile(down.file().location(), "", up.file().location()));
        }
        return up == null
                ? null
                : new Migration(up.name().version(), up.name().name(), up.file(), down == null ? null : down.file());
    }

    private static boolean none(String direction, List<FoundFile> files) {
        return files.stream().noneMatch(file -> file.name().direction().equals(direction));
    }

    private static @Nullable FoundFile single(
            String direction, List<FoundFile> ofOneVersion, MigrationVersion highest, List<FileProblem> problems) {
        List<FoundFile> files = ofOneVersion.stream()
                .filter(file -> file.name().direction().equals(direction))
                .toList();
        if (files.size() > 1) {
            files = withoutRepetition(files);
        }
        if (files.size() > 1) {
            List<String> locations =
                    files.stream().map(file -> file.file().location()).sorted().toList();
            problems.add(new VersionCollision(files.get(0).name().version(), direction, locations, after(highest)));
            return null;
        }
        return files.isEmpty() ? null : files.get(0);
    }

    private static List<FoundFile> withoutRepetition(List<FoundFile> files) {
        Map<Object, FoundFile> byIdentity = new LinkedHashMap<>();
        files.forEach(file -> byIdentity.putIfAbsent(file.identity(), file));
        return List.copyOf(byIdentity.values());
    }

    private static String after(MigrationVersion highest) {
        return highest.value() < Long.MAX_VALUE ? Long.toString(highest.value() + 1) : "one that is free";
    }
}
