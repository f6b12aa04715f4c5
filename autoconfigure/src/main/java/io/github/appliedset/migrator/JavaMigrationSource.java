package io.github.appliedset.migrator;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.FileProblem.VersionCollision;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The migrations of a source of files, together with those that are written in Java. */
final class JavaMigrationSource implements MigrationSource {

    private static final int LONGEST_NAME = 200;

    private final MigrationSource files;
    private final List<JavaMigration> classes;
    private final Predicate<Migration> only;

    /**
     * Adds classes to the migrations of a source.
     *
     * @param only selects the migrations to include
     */
    JavaMigrationSource(MigrationSource files, List<JavaMigration> classes, Predicate<Migration> only) {
        this.files = files;
        this.classes = List.copyOf(classes);
        this.only = only;
    }

    @Override
    public VersionSet<Migration> load() {
        return search().migrations();
    }

    @Override
    public FoundMigrations search() {
        FoundMigrations all = all();
        return new FoundMigrations(
                VersionSet.of(all.migrations().stream().filter(this.only).toList()), all.repeatables(), all.warnings());
    }

    private FoundMigrations all() {
        if (this.classes.isEmpty()) {
            return this.files.search();
        }
        List<FileProblem> problems = new ArrayList<>();
        FoundMigrations found = new FoundMigrations(VersionSet.empty(), List.of());
        try {
            found = this.files.search();
        } catch (InvalidMigrationException invalid) {
            problems.addAll(invalid.problems());
        }
        List<Migration> all = new ArrayList<>(found.migrations().toList());
        Map<MigrationVersion, Migration> taken = new LinkedHashMap<>();
        all.forEach(migration -> taken.put(migration.version(), migration));
        for (JavaMigration java : this.classes) {
            MigrationFile file = file(java);
            String reason = reasonAgainst(java);
            if (reason != null) {
                problems.add(new InvalidFile(
                        file.location(), reason, "Correct the return value.", "invalid-java-migration"));
                continue;
            }
            Migration migration = new Migration(
                    new MigrationVersion(java.version()),
                    java.name(),
                    file,
                    java instanceof ReversibleMigration ? file : null);
            Migration other = taken.putIfAbsent(migration.version(), migration);
            if (other == null) {
                all.add(migration);
            } else {
                problems.add(new VersionCollision(
                        migration.version(),
                        "up",
                        List.of(other.up().location(), file.location()),
                        false,
                        VersionCollision.after(taken.keySet())));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
        return new FoundMigrations(VersionSet.of(all), found.repeatables(), found.warnings());
    }

    private static MigrationFile file(JavaMigration java) {
        return MigrationFile.ofCode(java.getClass().getName());
    }

    private static @Nullable String reasonAgainst(JavaMigration java) {
        if (java.version() < 0) {
            return "version() is " + java.version() + ", but versions start at 0";
        }
        if (java.name() == null || java.name().isBlank()) {
            return "name() is empty";
        }
        if (java.name().length() > LONGEST_NAME) {
            return "name() has " + java.name().length() + " characters, more than " + LONGEST_NAME;
        }
        return null;
    }
}
