package io.github.appliedset.test;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Versioned;
import io.github.appliedset.migrator.Migrator;
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
 * }</pre>
 *
 * <p>Those that run something do so in a scratch database on the same server, which is dropped at the end: the user of the
 * tests needs the right to create one. The listeners of the migrator are not told.
 */
public final class MigrationsAssert extends AbstractAssert<MigrationsAssert, Migrator> {

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

    /** Every migration on disk runs, in the order of versions, on a database in which there is nothing. */
    public MigrationsAssert runOnAnEmptyDatabase() {
        isNotNull();
        try (ScratchDatabase scratch = ScratchDatabase.beside(this.actual.dataSource())) {
            in(scratch).build().migrate();
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
            try (ScratchDatabase scratch = ScratchDatabase.beside(this.actual.dataSource())) {
                next = undoOneByOne(scratch, migrations, next, versions, problems);
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
            ScratchDatabase scratch, List<Migration> migrations, int from, long[] except, List<String> problems) {
        for (int index = from; index < migrations.size(); index++) {
            Migration migration = migrations.get(index);
            upTo(scratch, migrations, index - 1).migrate();
            Catalog before = catalog(scratch);
            Migrator migrator = upTo(scratch, migrations, index);
            migrator.migrate();
            if (LongStream.of(except)
                    .anyMatch(version -> version == migration.version().value())) {
                continue;
            }
            if (migration.down() == null) {
                problems.add(migration + " has no down file");
                continue;
            }
            Catalog after = catalog(scratch);
            if (!isUndone(scratch, migrator, migration, before, after, problems)) {
                return index + 1;
            }
        }
        return migrations.size();
    }

    private boolean isUndone(
            ScratchDatabase scratch,
            Migrator migrator,
            Migration migration,
            Catalog before,
            Catalog after,
            List<String> problems) {
        try {
            migrator.rollback(1);
        } catch (MigrationException failure) {
            problems.add(migration + " is not undone:\n" + failure.description().indent(4));
            return false;
        }
        List<String> left = catalog(scratch).differencesFrom(before);
        if (!left.isEmpty()) {
            problems.add(differences(migration + ": after its down file", migration, left));
            return false;
        }
        try {
            migrator.migrate();
        } catch (MigrationException failure) {
            problems.add(migration + " does not run again after its down file:\n"
                    + failure.description().indent(4));
            return false;
        }
        List<String> other = catalog(scratch).differencesFrom(after);
        if (!other.isEmpty()) {
            problems.add(differences(migration + ": after its up file ran again", migration, other));
        }
        return other.isEmpty();
    }

    private static String differences(String when, Migration migration, List<String> lines) {
        return when + " the database is another one (+ there now, - missing):\n    " + migration.down() + "\n"
                + String.join("\n", lines).indent(4);
    }

    private Catalog catalog(ScratchDatabase scratch) {
        return Catalog.of(scratch.dataSource(), this.actual.schema(), this.actual.table());
    }

    private Migrator.Builder in(ScratchDatabase scratch) {
        return this.actual.toBuilder().dataSource(scratch.dataSource()).listeners(List.of());
    }

    private Migrator upTo(ScratchDatabase scratch, List<Migration> migrations, int last) {
        Set<MigrationVersion> some =
                migrations.subList(0, last + 1).stream().map(Migration::version).collect(Collectors.toSet());
        return in(scratch).only(migration -> some.contains(migration.version())).build();
    }

    private AssertionError failureOf(String what, MigrationException failure) {
        AssertionError error = failure("%s\n\n%s\n\nWhat to do: %s", what, failure.description(), failure.action());
        error.initCause(failure);
        return error;
    }
}
