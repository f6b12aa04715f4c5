package io.github.appliedset.source;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.MissingLocation;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternUtils;

/** All SQL files below some locations, whatever their names. */
@Internal
public final class SqlFiles {

    private SqlFiles() {}

    /**
     * The files, in the order of their paths; each once, however many locations lead to it.
     *
     * @param locations as those of migrations; one that does not exist has no files
     * @throws InvalidMigrationException if a location cannot be read
     */
    public static List<MigrationFile> below(ResourceLoader resourceLoader, List<String> locations) {
        ResourcePatternResolver resolver = ResourcePatternUtils.getResourcePatternResolver(resourceLoader);
        List<FoundFile> found = new ArrayList<>();
        List<FileProblem> problems = new ArrayList<>();
        for (String location : locations) {
            MigrationLocation.parse(location).list(resolver, found, problems);
        }
        problems.removeIf(MissingLocation.class::isInstance);
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
        return once(found).stream()
                .map(FoundFile::file)
                .sorted(Comparator.comparing(MigrationFile::path).thenComparing(MigrationFile::location))
                .toList();
    }

    /** Of several links of one name to a file, the one with the shortest path stays. */
    private static List<FoundFile> once(List<FoundFile> found) {
        Map<Object, FoundFile> files = new LinkedHashMap<>();
        found.forEach(file -> files.putIfAbsent(file.identity(), file));
        Map<String, List<FoundFile>> byName = files.values().stream()
                .sorted(Comparator.comparingInt(
                        (FoundFile file) -> file.file().location().length()))
                .collect(Collectors.groupingBy(FoundFile::name, LinkedHashMap::new, Collectors.toList()));
        List<FoundFile> once = new ArrayList<>(files.size());
        for (List<FoundFile> ofOneName : byName.values()) {
            List<FoundFile> chosen = new ArrayList<>(1);
            for (FoundFile file : ofOneName) {
                if (chosen.stream().noneMatch(file::isSameAs)) {
                    chosen.add(file);
                }
            }
            once.addAll(chosen);
        }
        return once;
    }
}
