package io.github.appliedset.test;

import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationPlan;
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

/**
 * Assertions about the migrations of an application, with AssertJ.
 *
 * <pre>{@code
 * assertThatMigrations(migrator).runOnAnEmptyDatabase();
 * assertThatMigrations(migrator).areAllApplied();
 * assertThatMigrations(migrator).areUndoneByTheirDownFiles();
 * assertThatMigrations(migrator).produceTheCommittedSnapshot();
 * }</pre>
 *
 * <p>Those that run something do so in a scratch database on the same server, which is dropped at the end: the user of the
 * tests needs the right to create one. The listeners of the migrator are not told.
 */
public final class MigrationsAssert extends AbstractAssert<MigrationsAssert, Migrator> {

    private static final String UPDATE = "applied-set.snapshot.update";

    private MigrationsAssert(Migrator actual) {
        super(actual, MigrationsAssert.class);
    }

    /** Asserts something about what a migrator applies, with its settings. */
    public static MigrationsAssert assertThatMigrations(Migrator migrator) {
        return new MigrationsAssert(migrator);
    }

    /** Asserts something about the migrations in {@code classpath:db/migration}. */
    public static MigrationsAssert assertThatMigrations(DataSource dataSource) {
        return new MigrationsAssert(Migrator.builder().dataSource(dataSource).build());
    }

    /** Every migration on disk runs, those up to a baseline too, in the order of versions, on a database with nothing in it. */
    public MigrationsAssert runOnAnEmptyDatabase() {
        isNotNull();
        try {
            List<Migration> migrations = this.actual.onDisk().toList();
            try (Replay replay = Replay.of(this.actual)) {
                replay.run(migrations);
            }
        } catch (MigrationException failure) {
            throw failureOf("The migrations do not run on an empty database.", failure);
        }
        return this;
    }

    /** What is applied to the migrator's own database is exactly what is on disk, with its name and its content. */
    public MigrationsAssert areAllApplied() {
        isNotNull();
        MigrationPlan plan;
        try {
            plan = this.actual.plan();
        } catch (MigrationException failure) {
            throw failureOf("What is applied cannot be compared with what is on disk.", failure);
        }
        List<String> problems = new ArrayList<>();
        if (!plan.pending().isEmpty()) {
            problems.add("pending: " + labels(plan.pending()));
        }
        if (!plan.orphans().isEmpty()) {
            problems.add("applied, and not on disk: " + labels(plan.orphans()));
        }
        Stream.concat(plan.renamed().stream(), plan.changed().stream())
                .forEach(conflict -> problems.add(conflict.description()));
        if (!problems.isEmpty()) {
            failWithMessage("What is applied is not what is on disk:\n%s", String.join("\n", problems));
        }
        return this;
    }

    /**
     * The migrations on disk make the schema that is committed as a snapshot in {@code src/main/resources/db/snapshot}, or
     * {@code db/snapshot-<name>} for a migrator with a name. With {@code -Dapplied-set.snapshot.update=true} the snapshot is
     * written instead, and it is for version control to show what changed.
     */
    public MigrationsAssert produceTheCommittedSnapshot() {
        isNotNull();
        return produceTheCommittedSnapshot(Path.of("src/main/resources", SchemaChecks.location(this.actual)));
    }

    /**
     * The same for a snapshot that is elsewhere.
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
            throw failureOf("There is no schema to compare the snapshot with.", failure);
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
                        "The migrations do not make the schema of the snapshot in %s (+ only from the migrations, - only in"
                                + " the snapshot):\n%s\n\nWhat to do: if the migrations are right, run this test with"
                                + " -D%s=true, and commit the snapshot with them.",
                        folder, String.join("\n", problems).indent(4), UPDATE);
            }
        } catch (MigrationException failure) {
            throw failureOf("The snapshot cannot be used.", failure);
        }
        return this;
    }

    private static String labels(Iterable<? extends Versioned> migrations) {
        return StreamSupport.stream(migrations.spliterator(), false)
                .map(Versioned::label)
                .collect(Collectors.joining(", "));
    }

    /**
     * Every down file undoes its up file: after it the database is as it was before, and after the up file has run again it
     * is as it was after the first time. Compared is what the catalog says, and no rows of the tables. A migration without a
     * down file is a failure.
     */
    public MigrationsAssert areUndoneByTheirDownFiles() {
        return areUndoneByTheirDownFilesExcept();
    }

    /**
     * The same for all but some.
     *
     * @param versions what cannot be undone, and need not be
     */
    public MigrationsAssert areUndoneByTheirDownFilesExcept(long... versions) {
        isNotNull();
        List<String> problems = new ArrayList<>();
        List<Migration> migrations = this.actual.onDisk().toList();
        Set<Long> except = LongStream.of(versions).boxed().collect(Collectors.toCollection(LinkedHashSet::new));
        migrations.forEach(migration -> except.remove(migration.version().value()));
        except.forEach(version -> problems.add("version " + version + " is excepted, and not on disk"));
        int next = 0;
        while (next < migrations.size()) {
            try (Replay replay = Replay.of(this.actual)) {
                replay.run(migrations.subList(0, next));
                next = undoOneByOne(replay, migrations, next, versions, problems);
            } catch (MigrationException failure) {
                throw failureOf("The migrations do not run on an empty database.", failure);
            }
        }
        if (!problems.isEmpty()) {
            failWithMessage("Not every down file undoes its up file:\n%s", String.join("\n", problems));
        }
        return this;
    }

    /** Goes on until a problem leaves the database in a state of which nothing more can be said; returns what is next. */
    private int undoOneByOne(
            Replay replay, List<Migration> migrations, int from, long[] except, List<String> problems) {
        for (int index = from; index < migrations.size(); index++) {
            Migration migration = migrations.get(index);
            Schema before = schema(replay);
            replay.run(List.of(migration));
            if (LongStream.of(except)
                    .anyMatch(version -> version == migration.version().value())) {
                continue;
            }
            if (migration.down() == null) {
                problems.add(migration + " has no down file");
                continue;
            }
            if (!isUndone(replay, migration, before, schema(replay), problems)) {
                return index + 1;
            }
        }
        return migrations.size();
    }

    private boolean isUndone(Replay replay, Migration migration, Schema before, Schema after, List<String> problems) {
        try {
            replay.rollBackLast();
        } catch (MigrationException failure) {
            problems.add(migration + " is not undone:\n" + failure.description().indent(4));
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
        return when + " the database is another one (+ there now, - missing):\n    " + migration.down() + "\n"
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
