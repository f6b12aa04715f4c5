package io.github.appliedset.migrator;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.ConflictCheck;
import io.github.appliedset.run.DevelopmentGuard;
import io.github.appliedset.run.FileComparison;
import io.github.appliedset.run.PendingMigrations;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.RunSettings;
import io.github.appliedset.run.TenantFiles;
import io.github.appliedset.run.TrackerPreparation;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.run.UpTo;
import io.github.appliedset.session.Privilege;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.SeenTracker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies what is pending: versions, then repeatable migrations.
 *
 * @param seen what was seen of the tracker just before; null if nothing was
 */
record ForwardRuns(
        Sessions sessions,
        MigrationFiles files,
        PlanReader reader,
        Audience audience,
        ComparedSet compared,
        LeftBackfills backfills,
        @Nullable SeenTracker seen) {

    private static final Log log = Log.of(ForwardRuns.class);

    /** Runs, and writes down that files and rows are one set if that is new. */
    MigrationReport runAndNote(UpTo upTo, RunSettings applying) {
        MigrationReport report = run(upTo, applying, Set.of());
        if (!report.applied().isEmpty() || !report.adopted().isEmpty()) {
            this.compared.note();
        }
        return report;
    }

    /**
     * Runs.
     *
     * @param applying the settings for versions, with which backfills may be left to the background
     * @param known versions that may be renamed or edited, or have no file
     */
    MigrationReport run(UpTo upTo, RunSettings applying, Set<MigrationVersion> known) {
        MigrationListeners listeners = this.audience.ofRun();
        MigrationReport report;
        try {
            listeners.beforeRun();
            long start = System.nanoTime();
            FoundMigrations found = this.files.searchForRun();
            report = this.sessions.changing(
                    Privilege.INSERT,
                    context -> new Run(upTo, context.with(applying), known, found, listeners, context, start).report());
        } catch (RuntimeException failure) {
            listeners.runFailed(failure);
            throw failure;
        }
        listeners.afterRun(report);
        return report;
    }

    /** One run, in its session. */
    private final class Run {

        private final UpTo upTo;
        private final RunContext applying;
        private final Set<MigrationVersion> known;
        private final FoundMigrations found;
        private final VersionSet<Migration> onDisk;
        private final MigrationListeners listeners;
        private final RunContext context;
        private final RunSettings settings;
        private final long start;
        private final Repeatables repeatables;
        private final RepeatablePhase phase;
        private final UnlockedRead read;

        Run(
                UpTo upTo,
                RunContext applying,
                Set<MigrationVersion> known,
                FoundMigrations found,
                MigrationListeners listeners,
                RunContext context,
                long start) {
            this.upTo = upTo;
            this.applying = applying;
            this.known = known;
            this.found = found;
            this.onDisk = found.migrations();
            this.listeners = listeners;
            this.context = context;
            this.settings = context.settings();
            this.start = start;
            this.repeatables = new Repeatables(this.settings, found.repeatables());
            this.phase = new RepeatablePhase(reader(), this.repeatables, context);
            SeenTracker seen = seen();
            this.read = seen == null
                    ? new UnlockedRead(context.tracker())
                    : new UnlockedRead(context.tracker(), seen.rows());
        }

        MigrationReport report() throws SQLException {
            if (isDevelopment()) {
                new DevelopmentGuard(this.settings).requireAllowed(this.context.session());
            }
            FileComparison comparison = comparison();
            if (comparison.isSame() && this.phase.isDone(this.read)) {
                compared().remember(comparison.set());
                reader().remember(new MigrationCounts(this.onDisk.size(), 0, 0));
                backfills().clear();
                this.read.warnOfUnfinishedRollbacks(this.context.session().jdbc());
                return report(List.of(), List.of(), VersionSet.empty(), List.of());
            }
            ConflictCheck conflicts = new ConflictCheck(
                    this.settings, this.known, seen() == null ? comparison.compared() : seen().rows());
            MigrationPlan plan = this.upTo.requireKnown(
                    conflicts.check(reader().plan(this.context, this.onDisk, this.read)), this.settings.table());
            compared().remember(comparison.after(plan, conflicts));
            this.read.warnOfUnfinishedRollbacks(this.context.session().jdbc());
            if (this.onDisk.isEmpty() && this.repeatables.isEmpty()) {
                log.warn(
                        "No migration was found, so nothing was applied to {}. Check applied-set.locations",
                        this.settings.table());
            }
            CheckedScripts scripts = files().scripts(this.found);
            if (this.upTo.pending(plan).isEmpty()) {
                backfills().clear();
                return report(
                        List.of(), List.of(), plan.orphans(), this.phase.by(plan, this.read, scripts, this.listeners));
            }
            return apply(
                    new PendingMigrations(this.context.tracker(), conflicts, this.upTo, scripts, plan),
                    comparison,
                    conflicts,
                    scripts);
        }

        private MigrationReport apply(
                PendingMigrations pending, FileComparison comparison, ConflictCheck conflicts, CheckedScripts scripts)
                throws SQLException {
            RunContext applying = isDevelopment() ? this.applying.keepingRollbacks() : this.applying;
            TrackerPreparation preparation = new TrackerPreparation(
                            applying.tracker(), this.settings.legacy(), this.onDisk, this.repeatables.onDisk())
                    .unlessSeen(ForwardRuns.this.seen)
                    .unlessChanged(comparison.rows());
            if (!this.settings.legacy().adopts()) {
                this.repeatables.requireRunnable(pending.due(), scripts, pending.problems());
            }
            TenantFiles.requireSupported(pending.due(), scripts, this.settings);
            List<Executed> applied = pending.first().isEmpty()
                    ? List.of()
                    : new AgendaRun(reader(), scripts, this.repeatables, this.listeners)
                            .of(pending, applying, preparation);
            backfills().set(this.onDisk, pending.left());
            compared()
                    .remember(comparison.after(
                            pending.plan(),
                            conflicts,
                            applied.stream().map(Executed::migration).toList(),
                            migration -> scripts.of(Step.up(migration)).checksum()));
            List<Repeated> repeated = this.repeatables.isEmpty() && !this.read.hasRepeatables()
                    ? List.of()
                    : this.phase.after(pending.plan(), scripts, this.listeners);
            if (!backfills().isEmpty()) {
                this.context.session().rollBackQuietly();
                this.context.session().renewIfChanged(1);
                reader().reading(this.context, reader().plan(this.context, this.onDisk));
            }
            return report(
                    applied, preparation.adoption().migrations(), pending.plan().orphans(), repeated);
        }

        /** A developer changes files all the time, and tenants are read in other ways. */
        private FileComparison comparison() throws SQLException {
            return this.onDisk.isEmpty()
                            || isDevelopment()
                            || this.settings.tenant()
                            || !this.upTo.equals(UpTo.EVERYTHING)
                    ? FileComparison.full(this.onDisk)
                    : FileComparison.of(
                            this.onDisk, this.read, this.context.session().jdbc());
        }

        private boolean isDevelopment() {
            return this.settings.development() != null;
        }

        private MigrationReport report(
                List<Executed> applied,
                List<Migration> adopted,
                VersionSet<AppliedMigration> orphans,
                List<Repeated> repeated) {
            return new MigrationReport(
                    this.onDisk, applied, adopted, orphans, repeated, Duration.ofNanos(System.nanoTime() - this.start));
        }
    }
}
