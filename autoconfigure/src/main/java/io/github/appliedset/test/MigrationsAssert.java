package io.github.appliedset.test;

import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.generate.BlockingMigrations;
import io.github.appliedset.generate.DeclaredDifferences;
import io.github.appliedset.generate.DeclaredEntities;
import io.github.appliedset.generate.DeclaredLocations;
import io.github.appliedset.generate.DeclaredSchemas;
import io.github.appliedset.generate.DeclaredSchemas.Declared;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.Versioned;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * Assertions about the migrations of an application, with AssertJ.
 *
 * <pre>{@code
 * assertThatMigrations(migrator).runOnAnEmptyDatabase();
 * assertThatMigrations(migrator).areAllApplied();
 * assertThatMigrations(migrator).areUndoneByTheirDownFiles();
 * assertThatMigrations(migrator).produceTheCommittedSnapshot();
 * assertThatMigrations(migrator).produceTheDeclaredSchema();
 * assertThatMigrations(migrator).blockNobody();
 * }</pre>
 *
 * <p>Assertions that run migrations use a scratch database on the same server, which is dropped at the end, so the user of
 * the tests needs the right to create one. The migrator's listeners are not called.
 */
public final class MigrationsAssert extends AbstractAssert<MigrationsAssert, Migrator> {

    private static final String UPDATE = "applied-set.snapshot.update";
    private static final Path RESOURCES = Path.of("src/main/resources");

    private MigrationsAssert(Migrator actual) {
        super(actual, MigrationsAssert.class);
    }

    /** Begins assertions about the migrations of a migrator, with its settings. */
    public static MigrationsAssert assertThatMigrations(Migrator migrator) {
        return new MigrationsAssert(migrator);
    }

    /** Begins assertions about the migrations in {@code classpath:db/migration}. */
    public static MigrationsAssert assertThatMigrations(DataSource dataSource) {
        return new MigrationsAssert(Migrator.builder().dataSource(dataSource).build());
    }

    /**
     * Every migration on disk, including those covered by a baseline, runs on an empty database, in the order of versions, and
     * after them every repeatable one. The versions run alone, without what they repeat: one that reads what a repeatable
     * migration makes depends on its present content, and is reported.
     */
    public MigrationsAssert runOnAnEmptyDatabase() {
        isNotNull();
        try {
            List<Migration> migrations = this.actual.onDisk().toList();
            try (Replay replay = Replay.of(this.actual)) {
                replay.run(migrations);
                replay.repeat();
            }
        } catch (MigrationFailedException failure) {
            throw failureOf(
                    "The migrations fail on an empty database." + new RepeatableReads(this.actual).explain(failure),
                    failure);
        } catch (MigrationException failure) {
            throw failureOf("The migrations fail on an empty database.", failure);
        }
        return this;
    }

    /**
     * The migrations applied to the migrator's own database are exactly those on disk, with the same name and content.
     * Background backfills that have begun, and what waits for them, may be missing.
     */
    public MigrationsAssert areAllApplied() {
        isNotNull();
        MigrationPlan plan;
        MigrationStatus status;
        try {
            plan = this.actual.plan();
            status = this.actual.status();
        } catch (MigrationException failure) {
            throw failureOf("The applied migrations cannot be compared with those on disk.", failure);
        }
        List<String> problems = new ArrayList<>();
        if (!status.missingRepeatables().isEmpty()) {
            problems.add("repeatable, and not current: "
                    + status.missingRepeatables().stream()
                            .map(RepeatableState::label)
                            .collect(Collectors.joining(", ")));
        }
        if (!status.missing().isEmpty()) {
            problems.add("pending: "
                    + labels(status.missing().stream()
                            .map(VersionState.Pending::file)
                            .toList()));
        }
        if (!plan.orphans().isEmpty()) {
            problems.add("applied, but not on disk: " + labels(plan.orphans()));
        }
        Stream.concat(plan.renamed().stream(), plan.changed().stream())
                .forEach(conflict -> problems.add(conflict.description()));
        if (!problems.isEmpty()) {
            failWithMessage("The applied migrations differ from those on disk:\n%s", String.join("\n", problems));
        }
        return this;
    }

    /**
     * The migrations on disk produce the schema of the snapshot that is committed in {@code src/main/resources/db/snapshot},
     * or {@code db/snapshot-<name>} for a named migrator. With {@code -Dapplied-set.snapshot.update=true} the snapshot is
     * written instead, and version control shows the changes.
     */
    public MigrationsAssert produceTheCommittedSnapshot() {
        isNotNull();
        return produceTheCommittedSnapshot(RESOURCES.resolve(SchemaChecks.location(this.actual)));
    }

    /**
     * The same for a snapshot in a different folder.
     *
     * @param folder the folder of the snapshot
     */
    public MigrationsAssert produceTheCommittedSnapshot(Path folder) {
        isNotNull();
        Snapshots snapshots = Snapshots.of(this.actual);
        Schema schema;
        try {
            schema = snapshots.fromMigrations(snapshots.coverage(folder));
        } catch (MigrationException failure) {
            throw failureOf("The schema to compare the snapshot with could not be produced.", failure);
        }
        try {
            if (Boolean.getBoolean(UPDATE)) {
                snapshots.save(folder, schema);
                return this;
            }
            List<String> problems =
                    differences(snapshots.compare(folder, schema), "in the snapshot", "from the migrations");
            if (!problems.isEmpty()) {
                failWithMessage(
                        "The migrations do not produce the schema of the snapshot in %s (+ only from the migrations,"
                                + " - only in the snapshot):\n%s\n\nWhat to do: if the migrations are right, run this test with"
                                + " -D%s=true, and commit the snapshot with them.",
                        folder, String.join("\n", problems).indent(4), UPDATE);
            }
        } catch (MigrationException failure) {
            throw failureOf("The snapshot cannot be used.", failure);
        }
        return this;
    }

    /**
     * The migrations on disk make the schema that is declared in {@code db/schema}, in the sources of this module and on the
     * class path: the command {@code generate} has nothing to write.
     */
    public MigrationsAssert produceTheDeclaredSchema() {
        return produceTheDeclaredSchema(DeclaredLocations.of(List.of(MigrationGenerator.DECLARED), RESOURCES));
    }

    /**
     * The same for a schema that is declared elsewhere.
     *
     * @param locations {@code classpath:}, {@code classpath*:} or {@code file:} folders
     */
    public MigrationsAssert produceTheDeclaredSchema(String... locations) {
        return produceTheDeclaredSchema(null, locations);
    }

    /**
     * The same for the schema that an application declares: in its {@code applied-set.declared.locations}, or those of
     * the migrator's name, and, with {@code declared.entities=true} there, by its entities.
     *
     * @param application with the auto-configuration of the starter
     */
    public MigrationsAssert produceTheDeclaredSchema(ApplicationContext application) {
        isNotNull();
        Declared declared = application.getBean(DeclaredSchemas.class).of(this.actual);
        return produceTheDeclaredSchema(declared.entities(), DeclaredLocations.of(declared.locations(), RESOURCES));
    }

    private MigrationsAssert produceTheDeclaredSchema(@Nullable DeclaredEntities entities, String... locations) {
        isNotNull();
        List<String> differences;
        try {
            differences = DeclaredDifferences.of(this.actual, entities, locations);
        } catch (MigrationException failure) {
            throw failureOf("The migrations cannot be compared with the declared schema.", failure);
        }
        if (!differences.isEmpty()) {
            failWithMessage(
                    "The migrations do not make the declared schema (+ only from the migrations, - only declared):\n%s\n\n"
                            + "What to do: --applied-set.command=generate writes what is missing.",
                    String.join("\n", differences).indent(4));
        }
        return this;
    }

    /**
     * No migration on disk keeps others from reading or writing a table while all of it is read or written again. Tables
     * that the same migration creates do not count; migrations in Java are run, and not watched.
     */
    public MigrationsAssert blockNobody() {
        return blockNobodyExcept();
    }

    /**
     * The same as {@link #blockNobody}, except for some versions.
     *
     * @param versions versions that may block
     */
    public MigrationsAssert blockNobodyExcept(long... versions) {
        isNotNull();
        Set<Long> except = LongStream.of(versions).boxed().collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> problems = new ArrayList<>();
        try {
            BlockingMigrations.of(this.actual).forEach((migration, what) -> {
                if (!except.remove(migration.version().value())) {
                    problems.add(migration.label() + ": " + what);
                }
            });
        } catch (MigrationException failure) {
            throw failureOf("The migrations cannot be watched.", failure);
        }
        except.forEach(version -> problems.add("version " + version + " is excepted, but blocks nobody"));
        if (!problems.isEmpty()) {
            failWithMessage(
                    "These migrations block others while a whole table is read or written:\n%s\n\nWhat to do: take the form"
                            + " that blocks nobody, such as CREATE INDEX CONCURRENTLY or NOT VALID and VALIDATE, or except"
                            + " the version: blockNobodyExcept(...).",
                    String.join("\n", problems).indent(4));
        }
        return this;
    }

    private static String labels(Iterable<? extends Versioned> migrations) {
        return StreamSupport.stream(migrations.spliterator(), false)
                .map(Versioned::label)
                .collect(Collectors.joining(", "));
    }

    /**
     * Every down file reverts its up file: it leaves the database as it was before, and running the up file again gives the
     * same result as the first time. Compares the catalogs, not the rows of tables. A down file is optional: migrations
     * without one are only applied; {@link #haveDownFiles} finds them.
     */
    public MigrationsAssert areUndoneByTheirDownFiles() {
        return areUndoneByTheirDownFilesExcept();
    }

    /** Every migration on disk can be rolled back: it has a down file, or is a class with an undo. */
    public MigrationsAssert haveDownFiles() {
        isNotNull();
        List<Migration> without = withoutDownFile(this.actual.onDisk().toList());
        if (!without.isEmpty()) {
            failWithMessage("These migrations have no down file: %s", labels(without));
        }
        return this;
    }

    private static List<Migration> withoutDownFile(List<Migration> migrations) {
        return migrations.stream().filter(migration -> migration.down() == null).toList();
    }

    /**
     * The same as {@link #areUndoneByTheirDownFiles}, except for some versions.
     *
     * @param versions versions that cannot be rolled back and need not be
     */
    public MigrationsAssert areUndoneByTheirDownFilesExcept(long... versions) {
        isNotNull();
        List<String> problems = new ArrayList<>();
        List<Migration> migrations = Replay.inOrder(this.actual.onDisk().toList());
        Set<Long> except = LongStream.of(versions).boxed().collect(Collectors.toCollection(LinkedHashSet::new));
        migrations.forEach(migration -> except.remove(migration.version().value()));
        except.forEach(version -> problems.add("version " + version + " is excepted, but not on disk"));
        int next = 0;
        while (next < migrations.size()) {
            try (Replay replay = Replay.of(this.actual)) {
                replay.run(migrations.subList(0, next));
                next = rollBackOneByOne(replay, migrations, next, versions, problems);
            } catch (MigrationException failure) {
                throw failureOf("The migrations fail on an empty database.", failure);
            }
        }
        if (!problems.isEmpty()) {
            List<Migration> without = withoutDownFile(migrations);
            failWithMessage(
                    "Not every down file reverts its up file:\n%s%s",
                    String.join("\n", problems),
                    without.isEmpty() ? "" : "\nNot tried, because they have no down file: " + labels(without));
        }
        return this;
    }

    /** Continues until a problem leaves the database in an unknown state; returns the index of the next migration. */
    private int rollBackOneByOne(
            Replay replay, List<Migration> migrations, int from, long[] except, List<String> problems) {
        for (int index = from; index < migrations.size(); index++) {
            Migration migration = migrations.get(index);
            Schema before = schema(replay);
            replay.run(List.of(migration));
            boolean excepted = LongStream.of(except)
                    .anyMatch(version -> version == migration.version().value());
            if (excepted || migration.down() == null) {
                continue;
            }
            if (!isReverted(replay, migration, before, schema(replay), problems)) {
                return index + 1;
            }
        }
        return migrations.size();
    }

    private boolean isReverted(Replay replay, Migration migration, Schema before, Schema after, List<String> problems) {
        try {
            replay.rollBackLast();
        } catch (MigrationException failure) {
            problems.add(migration + " cannot be rolled back:\n"
                    + failure.description().indent(4));
            return false;
        }
        List<String> left = differences(before, schema(replay));
        if (!left.isEmpty()) {
            problems.add(differences(migration + ": after its down file", migration, left));
            return false;
        }
        try {
            replay.run(List.of(migration));
        } catch (MigrationException failure) {
            problems.add(migration + " does not run again after its down file:\n"
                    + failure.description().indent(4));
            return false;
        }
        List<String> other = differences(after, schema(replay));
        if (!other.isEmpty()) {
            problems.add(differences(migration + ": after its up file ran again", migration, other));
        }
        return other.isEmpty();
    }

    private static String differences(String when, Migration migration, List<String> lines) {
        return when + " the database is different (+ present now, - missing):\n    " + migration.down() + "\n"
                + String.join("\n", lines).indent(4);
    }

    private static Schema schema(Replay replay) {
        return replay.schema(Coverage.DEFAULT.with(Detail.values()));
    }

    private static List<String> differences(Schema expected, Schema found) {
        return differences(SchemaComparison.between(expected, found), "before", "now");
    }

    private static List<String> differences(SchemaDrift drift, String expected, String found) {
        List<String> lines = new ArrayList<>(DriftText.of(drift).lines().toList());
        drift.columnOrder()
                .forEach(order -> lines.add("~ " + order.table() + ": columns in the order " + order.expected() + " "
                        + expected + ", " + order.found() + " " + found));
        drift.partitions().forEach(partition -> lines.add("+ " + partition));
        return lines;
    }

    private AssertionError failureOf(String what, MigrationException failure) {
        AssertionError error = failure("%s\n\n%s\n\nWhat to do: %s", what, failure.description(), failure.action());
        error.initCause(failure);
        return error;
    }
}
