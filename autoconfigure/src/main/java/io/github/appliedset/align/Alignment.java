package io.github.appliedset.align;

import io.github.appliedset.align.AlignmentPass.Result;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatableHistory;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.run.ChosenRollbacks;
import io.github.appliedset.run.DevelopmentGuard;
import io.github.appliedset.run.Done;
import io.github.appliedset.run.MigrationRun;
import io.github.appliedset.run.Preparation;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.RunObserver;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.DeveloperMark;
import io.github.appliedset.tracker.KeptRollbacks;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a developer's own database match the migrations on disk: rows get the numbers that their files have now, what has no
 * file or was edited is rolled back with the down SQL that was kept, last applied first, and what is pending is applied.
 *
 * <pre>{@code
 * Alignment alignment = Alignment.of(migrator);
 * AlignmentReport plan = alignment.plan();
 * // show it, and ask
 * alignment.carryOut(plan);
 * migrator.migrate();
 * }</pre>
 */
public final class Alignment {

    private final Migrator migrator;
    private final Map<Checksum, Checksum> same;

    private Alignment(Migrator migrator, Map<Checksum, Checksum> same) {
        this.migrator = migrator;
        this.same = same;
    }

    /** For the database and the files of a migrator that was built for development. */
    public static Alignment of(Migrator migrator) {
        return new Alignment(migrator, Map.of());
    }

    /**
     * The same, for files that were replaced by others with the same statements: their rows stay, and get the checksums of the
     * files on disk.
     *
     * @param same checksums of what was applied, with those of the files that have replaced it
     */
    public Alignment knowing(Map<Checksum, Checksum> same) {
        return new Alignment(this.migrator, Map.copyOf(same));
    }

    /**
     * Requires that the database may be a developer's own, because of where it is. Reads only.
     *
     * @throws DevelopmentException if it may not
     */
    public void requireAllowed() {
        this.migrator.within(run -> {
            requireAllowed(run);
            return true;
        });
    }

    private static void requireAllowed(RunContext run) throws SQLException {
        new DevelopmentGuard(run.settings()).requireAllowed(run.session());
    }

    /**
     * What {@link #carryOut} would do, tried in a transaction that is rolled back. Applies nothing.
     *
     * @throws DevelopmentException if the database is not a developer's own, or cannot be aligned
     * @throws MigrationException of another kind if the files cannot be used, or the database fails
     */
    public AlignmentReport plan() {
        return passes(Consent.TO_LOOK);
    }

    /**
     * Does what no row is lost by; applies nothing. Quick if rows and files are the same.
     *
     * @return what was done, and what is left
     * @throws DevelopmentException as {@link #plan}, and if the database is not marked
     */
    public AlignmentReport start() {
        return isAligned() ? AlignmentReport.NOTHING : passes(Consent.OF_A_START);
    }

    /**
     * Does what was shown, and marks the database if that says so; applies nothing. Decides again under the lock, and does
     * nothing if more would be lost by now.
     *
     * @param shown the plan that the developer has agreed to
     * @throws DevelopmentException as {@link #plan}
     */
    public AlignmentReport carryOut(AlignmentReport shown) {
        return passes(Consent.to(shown));
    }

    private boolean isAligned() {
        VersionSet<Migration> onDisk = this.migrator.onDisk();
        return this.migrator.within(run -> {
            requireAllowed(run);
            Optional<VersionSet<AppliedMigration>> rows =
                    run.tracker().read(run.session().jdbc());
            if (rows.isEmpty()) {
                // The run that creates the tracker marks the database.
                return true;
            }
            DeveloperMark mark = new DeveloperMark(run.tracker().table());
            if (!mark.isSet(run.session().jdbc())) {
                throw DevelopmentGuard.notMarked(run.session().jdbc(), mark.sql());
            }
            Decision decision = Decision.of(
                    MigrationPlan.between(onDisk, rows.get()), run.settings().checksumMismatch(), this.same);
            KeptRollbacks kept = new KeptRollbacks(run.tracker().table());
            return onDisk.isEmpty()
                    || decision.isEmpty()
                            && kept.exists(run.session().jdbc())
                            && decision.toKeep(kept.read(run.session().jdbc())).isEmpty();
        });
    }

    private AlignmentReport passes(Consent consent) {
        VersionSet<Migration> onDisk = this.migrator.onDisk();
        ExpectedSchemas schemas = new ExpectedSchemas(this.migrator);
        AlignmentReport report = AlignmentReport.NOTHING;
        while (true) {
            Result result = this.migrator.within(run -> {
                requireAllowed(run);
                Repeatables repeatables = new Repeatables(run.settings(), this.migrator.repeatables());
                return run.tracker().read(run.session().jdbc()).isPresent()
                        ? new AlignmentPass(run, onDisk, repeatables, consent, schemas, this.same).run()
                        : new Result(
                                AlignmentReport.NOTHING.beforeApplying(
                                        onDisk.toList(),
                                        RepeatablePlan.ofCheckout(repeatables.onDisk(), RepeatableHistory.NONE)
                                                .pending()),
                                null,
                                null);
            });
            if (result.schemaOf() != null) {
                schemas.make(result.schemaOf());
                continue;
            }
            report = report.then(result.report());
            Undo outside = result.outside();
            if (outside == null || outside.step() == null) {
                return report;
            }
            Step step = outside.step();
            this.migrator.within(run -> rollBack(run, onDisk, step));
            report = report.then(
                    AlignmentReport.ofRollbacks(List.of(new RolledBack(outside.row(), outside.reason())), List.of()));
        }
    }

    private static boolean rollBack(RunContext run, VersionSet<Migration> onDisk, Step step) throws SQLException {
        Session session = run.session();
        MigrationPlan plan =
                MigrationPlan.between(onDisk, run.tracker().read(session.jdbc()).orElse(VersionSet.empty()));
        new MigrationRun(
                        run,
                        new ChosenRollbacks(run.tracker(), plan, List.of(step)),
                        new CheckedScripts(),
                        new Repeatables(run.settings(), List.of()),
                        new Nobody())
                .run(Preparation.trusting(run.tracker()));
        return true;
    }

    /** Listeners follow migrations, not what a checkout takes away. */
    private static final class Nobody implements RunObserver {

        @Override
        public void before(Step step) {}

        @Override
        public void after(Done done) {}

        @Override
        public void leftToAnotherProcess() {}
    }
}
