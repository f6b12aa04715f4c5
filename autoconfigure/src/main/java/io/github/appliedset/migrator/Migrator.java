package io.github.appliedset.migrator;

import io.github.appliedset.Internal;
import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.adoption.AdoptionSettings;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.DryRunReport;
import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.DryRunReport.RepeatableAttempt;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.PendingMigration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.PendingState;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.pool.PoolSize;
import io.github.appliedset.run.AdoptionRun;
import io.github.appliedset.run.Agenda;
import io.github.appliedset.run.AppliedCheck;
import io.github.appliedset.run.BackfillHold;
import io.github.appliedset.run.BackfillSettings;
import io.github.appliedset.run.BackgroundBatches;
import io.github.appliedset.run.ChosenRollbacks;
import io.github.appliedset.run.ConflictCheck;
import io.github.appliedset.run.DevelopmentGuard;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.run.DryRun;
import io.github.appliedset.run.FileComparison;
import io.github.appliedset.run.KnownState;
import io.github.appliedset.run.MigrationRun;
import io.github.appliedset.run.PendingMigrations;
import io.github.appliedset.run.PendingStates;
import io.github.appliedset.run.Preparation;
import io.github.appliedset.run.Reading;
import io.github.appliedset.run.Repair;
import io.github.appliedset.run.RepeatableRepair;
import io.github.appliedset.run.RepeatableRun;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RollbackDecision;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.RunObserver;
import io.github.appliedset.run.RunSettings;
import io.github.appliedset.run.SameSet;
import io.github.appliedset.run.StoppedBackfills;
import io.github.appliedset.run.TenantFiles;
import io.github.appliedset.run.TrackerPreparation;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.run.UpTo;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.ConnectionWear;
import io.github.appliedset.session.KeptSessions;
import io.github.appliedset.session.Privilege;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.session.RunWatch;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TrackerErrors;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.text.Log;
import io.github.appliedset.text.Visible;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.SeenTracker;
import io.github.appliedset.tracker.TrackerTable;
import io.github.appliedset.tracker.TrackerView;
import io.github.appliedset.tracker.Trackers;
import io.github.appliedset.tracker.UsualTrackers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Applies to one database every migration on disk that has not been applied to it. Immutable and safe for use by several
 * threads; needs no Spring context.
 *
 * <pre>{@code
 * MigrationReport report = Migrator.builder()
 *         .dataSource(dataSource)
 *         .locations("classpath:db/migration")
 *         .build()
 *         .migrate();
 * }</pre>
 */
public final class Migrator {

    private static final Log log = Log.of(Migrator.class);
    private static final Duration NEVER = Duration.ofDays(10_000);

    private final Builder builder;
    private final @Nullable String name;
    private final DataSource dataSource;
    private final MigrationSource source;
    private final JavaCode code;
    private final RunSettings settings;
    private final Target target;
    private final AdvisoryLock lock;
    private final List<MigrationListener> listeners;
    private final Duration progressEvery;
    private final MigrationTracker tracker;
    private volatile @Nullable MigrationCounts lastCounts;
    private volatile Map<MigrationVersion, PendingState> lastStates = Map.of();
    private volatile Set<MigrationVersion> lastLeft = Set.of();
    private volatile @Nullable RepeatablePlan lastRepeatables;
    private volatile @Nullable BackgroundBatches background;
    private volatile @Nullable SameSet same;

    /** A copy of the builder is kept, for {@link #toBuilder}. */
    private Migrator(Builder builder, DataSource dataSource, MigrationSource files, RunSettings settings) {
        this.name = builder.name;
        this.dataSource = dataSource;
        this.builder = builder;
        this.code = new JavaCode(List.copyOf(builder.javaMigrations));
        this.source = new JavaMigrationSource(files, this.code.classes(), builder.only);
        this.settings = settings;
        this.listeners = List.copyOf(builder.listeners);
        this.progressEvery = builder.progressEvery;
        MigrationTracker tracker = new MigrationTracker(settings.table());
        this.tracker = settings.tenant() ? tracker.oneOfMany(builder.createsSchema) : tracker;
        this.lock = new AdvisoryLock(settings.table(), settings.instanceLockTimeout());
        this.target = new Target(
                builder.name, settings.table().schema(), settings.table().table());
    }

    /** Starts a migrator with the defaults of the configuration properties. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a migrator with the settings of this one, for example for a different database. */
    public Builder toBuilder() {
        return this.builder.clone();
    }

    /** Its name, for applications with several migrators; null if it has none. */
    public @Nullable String name() {
        return this.name;
    }

    /** The database as it was given. */
    @Internal
    public DataSource dataSource() {
        return this.dataSource;
    }

    /**
     * The database and the connected user, as {@code jdbc:postgresql://localhost:5432/shop as app}. Opens a connection.
     *
     * @throws DatabaseAccessException if it cannot be reached
     */
    public String database() {
        return inSession(Session::description);
    }

    /** The hosts where the database may be that are neither this machine nor among these. Opens a connection. */
    @Internal
    public List<String> foreignHosts(List<String> allowed) {
        return inSession(session -> session.addresses().strangers(allowed, List.of()));
    }

    /** This migrator, as its listeners see it. */
    public Target target() {
        return this.target;
    }

    /** The tracker's schema. */
    public String schema() {
        return this.settings.table().schema();
    }

    /** The tracker's table name. */
    public String table() {
        return this.settings.table().table();
    }

    /**
     * Applies the pending migrations, ascending by version; if there are none, runs a single query.
     *
     * <p>Each migration and its row in the tracker table are committed together. The first one that fails ends the run.
     *
     * @throws InvalidMigrationException if the files cannot be used; the database has not been touched
     * @throws MigrationConflictException if files and rows contradict each other; nothing was applied
     * @throws MigrationException any other subtype, for a failure of the database
     */
    public MigrationReport migrate() {
        return migrate(UpTo.EVERYTHING, this.settings);
    }

    /**
     * The same, and waits for all batches of every backfill, also of those that {@link #migrate} leaves to the background.
     *
     * @throws MigrationException as {@link #migrate}
     */
    public MigrationReport migrateWithBackfills() {
        return migrate(UpTo.EVERYTHING, this.settings.leavingNothing());
    }

    /**
     * Applies, as {@link #migrate} does, a version and what is pending below it, however late. What is pending above
     * it stays pending; what is already applied above it does not matter.
     *
     * @param version the last version to apply
     * @throws MigrationConflictException also if the version is neither on disk nor applied
     * @throws IllegalArgumentException if there can be no such version
     */
    public MigrationReport migrateTo(long version) {
        return migrate(UpTo.version(MigrationVersion.of(version)), this.settings);
    }

    /** The same for {@link #migrateWithBackfills}. */
    public MigrationReport migrateWithBackfillsTo(long version) {
        return migrate(UpTo.version(MigrationVersion.of(version)), this.settings.leavingNothing());
    }

    /**
     * Applies what is pending, as {@link #migrate} does, although versions are renamed or edited or have no file: the
     * developer was told.
     *
     * @param known these versions
     */
    @Internal
    public MigrationReport migrateDespite(Set<MigrationVersion> known) {
        return migrate(UpTo.EVERYTHING, this.settings, known);
    }

    /** The same for {@link #migrateWithBackfills}. */
    @Internal
    public MigrationReport migrateWithBackfillsDespite(Set<MigrationVersion> known) {
        return migrate(UpTo.EVERYTHING, this.settings.leavingNothing(), known);
    }

    /** The same as {@link #migrate} for a start, which calls {@link #noteWhatIsApplied} when nobody waits for it any more. */
    @Internal
    public MigrationReport migrateForStart() {
        return migrate(UpTo.EVERYTHING, this.settings, Set.of());
    }

    private MigrationReport migrate(UpTo upTo, RunSettings settings) {
        MigrationReport report = migrate(upTo, settings, Set.of());
        if (!report.applied().isEmpty() || !report.adopted().isEmpty()) {
            noteWhatIsApplied();
        }
        return report;
    }

    private MigrationReport migrate(UpTo upTo, RunSettings settings, Set<MigrationVersion> known) {
        RunProgress progress = progress();
        MigrationListeners listeners = new MigrationListeners(this.target, this.listeners, progress);
        MigrationReport report;
        try {
            listeners.beforeRun();
            report = migrate(upTo, settings, known, listeners, progress);
        } catch (RuntimeException failure) {
            listeners.runFailed(failure);
            throw failure;
        }
        listeners.afterRun(report);
        return report;
    }

    private RunProgress progress() {
        return new RunProgress(this.dataSource, this.progressEvery);
    }

    private MigrationReport migrate(
            UpTo upTo,
            RunSettings settings,
            Set<MigrationVersion> known,
            MigrationListeners listeners,
            RunProgress progress) {
        long start = System.nanoTime();
        FoundMigrations found = loadForRun();
        VersionSet<Migration> onDisk = found.migrations();
        Repeatables repeatables = repeatables(found);
        MigrationTracker tracker = isDevelopment() ? this.tracker.keepingRollbacks() : this.tracker;
        return inSession(
                session -> {
                    if (isDevelopment()) {
                        new DevelopmentGuard(this.settings).requireAllowed(session);
                    }
                    SeenTracker seen = this.builder.seen;
                    UnlockedRead read =
                            seen == null ? new UnlockedRead(this.tracker) : new UnlockedRead(this.tracker, seen.rows());
                    FileComparison comparison = comparison(onDisk, upTo, read, session);
                    if (comparison.isSame() && haveRun(repeatables, read, session)) {
                        this.same = comparison.set();
                        this.lastCounts = new MigrationCounts(onDisk.size(), 0, 0);
                        this.background = null;
                        read.warnOfUnfinishedRollbacks(session.jdbc());
                        return new MigrationReport(
                                onDisk, List.of(), List.of(), VersionSet.empty(), List.of(), since(start));
                    }
                    ConflictCheck conflicts =
                            new ConflictCheck(this.settings, known, seen == null ? comparison.compared() : seen.rows());
                    MigrationPlan plan =
                            upTo.requireKnown(conflicts.check(plan(read, session, onDisk)), this.settings.table());
                    this.same = comparison.after(plan, conflicts);
                    read.warnOfUnfinishedRollbacks(session.jdbc());
                    if (onDisk.isEmpty() && repeatables.isEmpty()) {
                        log.warn(
                                "No migration was found, so nothing was applied to {}. Check applied-set.locations",
                                this.settings.table());
                    }
                    if (upTo.pending(plan).isEmpty()) {
                        this.background = null;
                        CheckedScripts scripts = scripts(found);
                        List<Repeated> repeated = repeat(
                                session,
                                plan,
                                repeatables,
                                repeatables.plan(
                                        session.jdbc(),
                                        read.hasRepeatables(),
                                        !plan.orphans().isEmpty()),
                                scripts,
                                progress,
                                listeners);
                        return new MigrationReport(
                                onDisk, List.of(), List.of(), plan.orphans(), repeated, since(start));
                    }
                    CheckedScripts scripts = scripts(found);
                    PendingMigrations pending = new PendingMigrations(this.tracker, conflicts, upTo, scripts, plan);
                    if (settings.tenant()) {
                        TenantFiles.requireSupported(pending.due(), scripts);
                    }
                    TrackerPreparation preparation = new TrackerPreparation(
                                    tracker, this.settings.legacy(), onDisk, repeatables.onDisk())
                            .unlessSeen(seen)
                            .unlessChanged(comparison.rows());
                    if (!this.settings.legacy().adopts()) {
                        repeatables.requireRunnable(pending.due(), scripts, pending.problems());
                    }
                    List<Executed> applied = pending.first().isEmpty()
                            ? List.of()
                            : run(
                                    new RunContext(session, tracker, settings, this.code),
                                    pending,
                                    scripts,
                                    repeatables,
                                    preparation,
                                    listeners,
                                    progress);
                    this.background = background(onDisk, pending.left());
                    this.same = comparison.after(
                            pending.plan(),
                            conflicts,
                            applied.stream().map(Executed::migration).toList(),
                            migration -> scripts.of(Step.up(migration)).checksum());
                    List<Repeated> repeated = repeatables.isEmpty() && !read.hasRepeatables()
                            ? List.of()
                            : repeat(session, pending.plan(), repeatables, scripts, progress, listeners);
                    if (this.background != null) {
                        session.rollBackQuietly();
                        session.renewIfChanged(1);
                        states(session, plan(session, onDisk));
                    }
                    return new MigrationReport(
                            onDisk,
                            applied,
                            preparation.adoption().migrations(),
                            pending.plan().orphans(),
                            repeated,
                            since(start));
                },
                Privilege.INSERT);
    }

    /** A developer changes files all the time, and tenants are read in other ways. */
    private FileComparison comparison(VersionSet<Migration> onDisk, UpTo upTo, UnlockedRead read, Session session)
            throws SQLException {
        return onDisk.isEmpty() || isDevelopment() || this.settings.tenant() || !upTo.equals(UpTo.EVERYTHING)
                ? FileComparison.full(onDisk)
                : FileComparison.of(onDisk, read, session.jdbc());
    }

    /** Whether no repeatable migration is due, while every version is applied. */
    private boolean haveRun(Repeatables repeatables, UnlockedRead read, Session session) throws SQLException {
        RepeatablePlan decided = repeatables.plan(session.jdbc(), read.hasRepeatables(), false);
        session.rollBackQuietly();
        if (!decided.pending().isEmpty()) {
            return false;
        }
        this.lastRepeatables = decided;
        repeatables.warn(decided);
        return true;
    }

    private List<Executed> run(
            RunContext context,
            Agenda agenda,
            CheckedScripts scripts,
            Repeatables repeatables,
            Preparation preparation,
            MigrationListeners listeners,
            RunProgress progress)
            throws SQLException {
        MigrationRun run = new MigrationRun(context, agenda, scripts, repeatables, listeners);
        try (RunWatch watch = RunWatch.over(context.session(), progress)) {
            run.run(preparation);
        } finally {
            this.lastCounts = agenda.counts();
        }
        return run.done().stream()
                .map(done -> new Executed(done.step().migration(), done.duration()))
                .toList();
    }

    /** After versions were applied, which may have dropped what repeatable migrations had made. */
    private List<Repeated> repeat(
            Session session,
            MigrationPlan plan,
            Repeatables repeatables,
            CheckedScripts scripts,
            RunProgress progress,
            RunObserver observer)
            throws SQLException {
        session.rollBackQuietly();
        session.renewIfChanged(1);
        UnlockedRead read = new UnlockedRead(this.tracker);
        MigrationPlan now = plan(read, session, plan.onDisk());
        RepeatablePlan decided = repeatables.plan(
                session.jdbc(), read.hasRepeatables(), !now.orphans().isEmpty());
        return repeat(session, now, repeatables, decided, scripts, progress, observer);
    }

    private List<Repeated> repeat(
            Session session,
            MigrationPlan plan,
            Repeatables repeatables,
            RepeatablePlan decided,
            CheckedScripts scripts,
            RunProgress progress,
            RunObserver observer)
            throws SQLException {
        this.lastRepeatables = decided;
        session.rollBackQuietly();
        repeatables.warn(decided);
        if (decided.pending().isEmpty()) {
            return List.of();
        }
        Reading reading = new Reading(plan, states(session, plan));
        if (!reading.missing().isEmpty()) {
            return List.of();
        }
        Preparation preparation =
                new TrackerPreparation(this.tracker, this.settings.legacy(), plan.onDisk(), repeatables.onDisk());
        try (RunWatch watch = RunWatch.over(session, progress)) {
            List<Repeated> repeated = new RepeatableRun(
                            context(session), reading.withoutLeft(), repeatables, scripts, progress, observer)
                    .whileVersionsWait(reading.isWaiting())
                    .run(preparation);
            session.rollBackQuietly();
            session.renewIfChanged(1);
            this.lastRepeatables =
                    repeatables.plan(session.jdbc(), true, !plan.orphans().isEmpty());
            session.rollBackQuietly();
            return repeated;
        }
    }

    private @Nullable BackgroundBatches background(VersionSet<Migration> onDisk, List<Step> left) {
        if (left.isEmpty()) {
            return null;
        }
        MigrationListeners listeners = new MigrationListeners(this.target, this.listeners, progress());
        return new BackgroundBatches(listeners, listeners::stepFailed, onDisk, left);
    }

    /**
     * Does one batch of what the last {@link #migrate} has left to the background, and applies what has waited for it. Does
     * nothing while another process does it.
     *
     * @return how long to wait before the next call; null if nothing is left
     * @throws MigrationException if the database cannot be reached, or a migration that has waited failed
     */
    public @Nullable Duration continueBackfills() {
        BackgroundBatches background = this.background;
        if (background == null) {
            return null;
        }
        Duration wait = inSession(
                session -> {
                    try (RunWatch watch = RunWatch.over(session, progress())) {
                        return background.next(
                                isDevelopment() ? context(session).keepingRollbacks() : context(session));
                    }
                },
                Privilege.INSERT);
        if (background.hasFinishedOne()) {
            migrate();
        } else if (background.isEmpty()) {
            this.background = null;
        }
        return this.background == null ? null : wait;
    }

    /** Whether the last {@link #migrate} has left anything to {@link #continueBackfills}. */
    @Internal
    public boolean hasLeftBackfills() {
        return this.background != null;
    }

    /**
     * Pauses a migration that runs in batches: nobody begins another batch of it until {@link #resumeBackfill}. One that has
     * not begun does not begin.
     *
     * @throws TrackerException if there is no such migration pending
     */
    public void pauseBackfill(long version) {
        holdBackfill(hold -> hold.pause(MigrationVersion.of(version)));
    }

    /**
     * Has a migration that runs in batches go on, after {@link #pauseBackfill} or an error, behind its last batch and with
     * its file as it is now. Does no batch itself.
     *
     * @throws TrackerException if there is no such migration pending, or it has not begun
     */
    public void resumeBackfill(long version) {
        holdBackfill(hold -> hold.resume(MigrationVersion.of(version)));
    }

    private interface Holding {

        void by(BackfillHold hold) throws SQLException;
    }

    private void holdBackfill(Holding holding) {
        VersionSet<Migration> onDisk = this.source.load();
        inSession(
                session -> {
                    holding.by(new BackfillHold(context(session), plan(session, onDisk)));
                    return true;
                },
                Privilege.INSERT);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * The migrations on disk. Does not access the database.
     *
     * @throws InvalidMigrationException if the files cannot be used
     */
    public VersionSet<Migration> onDisk() {
        return this.source.load();
    }

    /**
     * What is wrong with the files on disk without stopping a run: down files that are ignored, or used although they
     * have a different name. A run logs these. Does not access the database.
     *
     * @throws InvalidMigrationException if the files cannot be used
     */
    public List<FileProblem> fileWarnings() {
        return this.source.search().warnings();
    }

    private FoundMigrations loadForRun() {
        FoundMigrations found = this.source.search();
        for (FileProblem warning : found.warnings()) {
            log.warn(
                    "{}\nSee {}",
                    warning.description().replace("\n    ", " "),
                    new ErrorReference(warning.anchor()).page());
        }
        return found;
    }

    /**
     * Compares the migrations on disk with the tracker table. Reads only, with a single query, and takes no lock.
     *
     * @throws InvalidMigrationException if the files cannot be used
     * @throws DatabaseAccessException if the database cannot be reached
     */
    public MigrationPlan plan() {
        return plan(this.source.load());
    }

    /**
     * Returns the state of every version: the sets of {@link #plan}, files that differ from their rows, and the
     * migration that another process is applying. Reads only, with a single query, and takes no lock. Also reads the
     * files of applied migrations, unless checksum mismatches are ignored.
     *
     * @throws InvalidMigrationException if the files cannot be used
     * @throws DatabaseAccessException if the database cannot be reached
     */
    public MigrationStatus status() {
        FoundMigrations found = this.source.search();
        return inSession(session -> {
            UnlockedRead read = new UnlockedRead(this.tracker);
            TrackerView view = read.glance(session.jdbc());
            MigrationPlan plan = MigrationPlan.between(found.migrations(), view.rows());
            this.lastCounts = MigrationCounts.of(plan);
            Map<MigrationVersion, PendingState> states = states(session, plan);
            MigrationStatus status = this.settings.checksumMismatch() == ConflictPolicy.IGNORE
                    ? MigrationStatus.withoutContents(plan, view.running(), states)
                    : MigrationStatus.of(plan, view.running(), states);
            RepeatablePlan repeatables = repeatables(session, found, read, plan);
            this.lastRepeatables = repeatables;
            return status.with(repeatables.states());
        });
    }

    private CheckedScripts scripts(FoundMigrations found) {
        return this.builder.versionsAlone ? new CheckedScripts() : new CheckedScripts(found.repeatables());
    }

    private Repeatables repeatables(FoundMigrations found) {
        return new Repeatables(this.settings, this.builder.versionsAlone ? List.of() : found.repeatables());
    }

    private RepeatablePlan repeatables(Session session, FoundMigrations found, UnlockedRead read, MigrationPlan plan)
            throws SQLException {
        return new Repeatables(this.settings, found.repeatables())
                .plan(session.jdbc(), read.hasRepeatables(), !plan.orphans().isEmpty());
    }

    /** Both kinds, without the lock. */
    private KnownState known(FoundMigrations found) {
        return inSession(session -> {
            UnlockedRead read = new UnlockedRead(this.tracker);
            MigrationPlan plan = plan(read, session, found.migrations());
            RepeatablePlan repeatables = repeatables(session, found, read, plan);
            this.lastRepeatables = repeatables;
            return new KnownState(new Reading(plan, states(session, plan)), repeatables);
        });
    }

    private AppliedCheck appliedCheck() {
        FoundMigrations found = loadForRun();
        return new AppliedCheck(
                this.settings,
                found.migrations(),
                new Repeatables(this.settings, found.repeatables()),
                any -> known(found));
    }

    private Map<MigrationVersion, PendingState> states(Session session, MigrationPlan plan) throws SQLException {
        Map<MigrationVersion, PendingState> states =
                plan.pending().isEmpty() ? Map.of() : new PendingStates(session.jdbc(), this.settings.table()).of(plan);
        Reading reading = new Reading(plan, states).following(this.lastLeft);
        this.lastLeft = reading.left();
        this.lastStates = reading.states();
        return reading.states();
    }

    private Reading read(VersionSet<Migration> onDisk) {
        return inSession(session -> {
            MigrationPlan plan = plan(session, onDisk);
            return new Reading(plan, states(session, plan));
        });
    }

    /**
     * Verifies, after {@link #migrate}, that everything that was on disk is applied. Reads only, with a single query, which
     * leaves out the rows if they are as they were.
     *
     * @return both sets in numbers
     * @throws MigrationConflictException as {@link #requireApplied}
     */
    @Internal
    public AppliedCounts requireApplied(MigrationReport report) {
        SameSet same = this.same;
        if (same == null || same.onDisk() != report.onDisk()) {
            return AppliedCounts.of(requireApplied(report.onDisk()));
        }
        Optional<AppliedCounts> counts = inSession(session -> {
            try {
                this.same = same.lookedAt(this.tracker, session.jdbc());
                return Optional.ofNullable(this.same)
                        .map(any -> new AppliedCounts(report.onDisk().size(), List.of(), 0));
            } catch (SQLException failure) {
                log.debug("The rows are read", failure);
                return Optional.<AppliedCounts>empty();
            }
        });
        return counts.orElseGet(() -> AppliedCounts.of(requireApplied(report.onDisk())));
    }

    /** Whether {@link #noteWhatIsApplied} would write something. */
    @Internal
    public boolean hasSomethingToNote() {
        SameSet same = this.same;
        return same != null && same.isNews();
    }

    /**
     * Writes down in the database, once, that files and rows are the same set, if the last {@link #migrate} has found that or
     * made them so: the next start with the same files need neither read them nor the rows. Never fails, and never waits for a
     * lock for more than 100 ms.
     */
    @Internal
    public void noteWhatIsApplied() {
        SameSet same = this.same;
        if (same == null || !same.isNews()) {
            return;
        }
        try {
            this.same = inSession(session -> same.note(this.tracker, session.jdbc()));
        } catch (RuntimeException failure) {
            this.same = same.asNoted();
            log.debug("What was compared could not be written down", failure);
        }
    }

    /** The last known states of pending migrations that are not ordinary, without accessing the database. */
    @Internal
    public Map<MigrationVersion, PendingState> lastStates() {
        return this.lastStates;
    }

    private MigrationPlan plan(VersionSet<Migration> onDisk) {
        return inSession(session -> plan(session, onDisk));
    }

    private MigrationPlan plan(Session session, VersionSet<Migration> onDisk) throws SQLException {
        return plan(new UnlockedRead(this.tracker), session, onDisk);
    }

    private MigrationPlan plan(UnlockedRead read, Session session, VersionSet<Migration> onDisk) throws SQLException {
        MigrationPlan plan =
                MigrationPlan.between(onDisk, read.rows(session.jdbc(), this.settings.instanceLockTimeout()));
        this.lastCounts = MigrationCounts.of(plan);
        return plan;
    }

    /** The last known counts, without accessing the database; empty before the first read. */
    @Internal
    public Optional<MigrationCounts> lastCounts() {
        return Optional.ofNullable(this.lastCounts);
    }

    /** The last known repeatable migrations, without accessing the database; null before the first read. */
    @Internal
    public @Nullable RepeatablePlan lastRepeatables() {
        return this.lastRepeatables;
    }

    /**
     * Verifies that everything on disk is applied, with the same name and, depending on the settings, the same content.
     * Reads only, with a single query, and takes no lock.
     *
     * @return both sets
     * @throws InvalidMigrationException if the files cannot be used
     * @throws MigrationConflictException if something is pending, or files and rows contradict each other
     * @throws DatabaseAccessException if the database cannot be reached
     */
    public MigrationPlan verify() {
        return appliedCheck().verify();
    }

    /**
     * Waits until another process has applied everything on disk. Reads only, about once a second, and takes no lock;
     * also waits for a database that is not reachable yet.
     *
     * @param timeout how long to wait at most
     * @return both sets
     * @throws InvalidMigrationException if the files cannot be used
     * @throws MigrationConflictException if something is still pending then, or, at once, if files and rows contradict each
     *     other
     * @throws DatabaseAccessException if the database cannot be reached
     * @throws MigrationInterruptedException if the thread is interrupted
     */
    public MigrationPlan await(Duration timeout) {
        return appliedCheck().await(timeout);
    }

    /**
     * Requires that all of these are applied, whatever their names and contents. Reads only, with a single query.
     *
     * @param onDisk the migrations to verify, from the report of a run
     * @return both sets
     * @throws MigrationConflictException if one of them is not applied
     */
    public MigrationPlan requireApplied(VersionSet<Migration> onDisk) {
        Reading reading = read(onDisk);
        if (!reading.missing().isEmpty()) {
            throw new MigrationConflictException(
                    this.settings.table().sql(),
                    reading.missing().stream().map(PendingMigration::new).toList());
        }
        return reading.plan();
    }

    /**
     * Rolls back the migrations that were applied last, with their down files: last applied first, whatever their
     * versions. Each down file and the removal of its row are committed together.
     *
     * @param count how many, at least 1; if fewer are applied, all of them
     * @throws RollbackRefusedException with every reason, if one cannot be rolled back, or another process changes
     *     the table first
     * @throws MigrationFailedException if a down file failed; earlier rollbacks are kept
     * @throws IllegalArgumentException if the count is less than 1
     * @throws MigrationException any other subtype, for a failure of the database
     */
    public RollbackReport rollback(int count) {
        return rollback(count, steps -> {});
    }

    /**
     * The same, after the steps have been shown.
     *
     * @param shown called with the steps, in their order, before the first one; what it throws ends the rollback, and
     *     nothing has been done. If the rows change in the meantime, the rollback is refused.
     */
    @Internal
    public RollbackReport rollback(int count, Consumer<List<Step>> shown) {
        requirePositive(count);
        return rollback(decision -> decision.last(count), shown);
    }

    private static void requirePositive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", but must be at least 1");
        }
    }

    /**
     * Rolls back, as {@link #rollback} does, everything applied after a version; that version stays applied.
     *
     * @param version that version
     * @throws RollbackRefusedException also if it is not applied
     * @throws IllegalArgumentException if the version is negative
     */
    public RollbackReport rollbackTo(long version) {
        return rollbackTo(version, steps -> {});
    }

    /** The same, after the steps have been shown. */
    @Internal
    public RollbackReport rollbackTo(long version, Consumer<List<Step>> shown) {
        MigrationVersion last = MigrationVersion.of(version);
        return rollback(decision -> decision.after(last), shown);
    }

    private RollbackReport rollback(Function<RollbackDecision, List<Step>> choice, Consumer<List<Step>> shown) {
        long start = System.nanoTime();
        VersionSet<Migration> onDisk = loadForRun().migrations();
        RunProgress progress = progress();
        MigrationListeners listeners = new MigrationListeners(this.target, this.listeners, progress);
        return inSession(
                session -> {
                    MigrationPlan plan = plan(session, onDisk);
                    CheckedScripts scripts = new CheckedScripts();
                    List<Step> chosen = choice.apply(new RollbackDecision(this.settings, plan, scripts));
                    List<Executed> rolledBack = List.of();
                    if (!chosen.isEmpty()) {
                        shown.accept(chosen);
                        StoppedBackfills.above(chosen, context(session));
                        Agenda agenda = new ChosenRollbacks(this.tracker, plan, chosen);
                        try {
                            rolledBack = run(
                                    context(session),
                                    agenda,
                                    scripts,
                                    new Repeatables(this.settings, List.of()),
                                    Preparation.trusting(this.tracker),
                                    listeners,
                                    progress);
                        } catch (RuntimeException failure) {
                            listeners.stepFailed(failure);
                            throw failure;
                        }
                    }
                    return new RollbackReport(rolledBack, since(start));
                },
                Privilege.DELETE);
    }

    /**
     * The steps that {@link #rollback} would take, in its order. Reads only, with a single query, and takes no lock.
     *
     * @throws RollbackRefusedException if {@link #rollback} would throw it
     * @throws IllegalArgumentException if the count is less than 1
     */
    public List<Step> previewRollback(int count) {
        requirePositive(count);
        return previewRollback(decision -> decision.last(count));
    }

    /** The same for {@link #rollbackTo}. */
    public List<Step> previewRollbackTo(long version) {
        MigrationVersion last = MigrationVersion.of(version);
        return previewRollback(decision -> decision.after(last));
    }

    private List<Step> previewRollback(Function<RollbackDecision, List<Step>> choice) {
        return choice.apply(new RollbackDecision(this.settings, plan(), new CheckedScripts()));
    }

    /**
     * Runs everything pending, ascending by version, in one transaction that is rolled back, including the creation of
     * a new tracker and its adoption. Migrations that cannot run in such a transaction are listed as not tried. Holds
     * the migration lock, and every lock the migrations take, until the end. Sequences are not reset.
     *
     * @throws InvalidMigrationException if the files cannot be used
     * @throws MigrationConflictException if files and rows contradict each other
     * @throws MigrationException any other subtype, for a failure of the database; the failure of a migration is
     *     not thrown, but reported
     */
    public DryRunReport dryRun() {
        return dryRun(UpTo.EVERYTHING);
    }

    /** The same for {@link #migrateTo}. */
    public DryRunReport dryRunTo(long version) {
        return dryRun(UpTo.version(MigrationVersion.of(version)));
    }

    private DryRunReport dryRun(UpTo upTo) {
        long start = System.nanoTime();
        FoundMigrations found = loadForRun();
        VersionSet<Migration> onDisk = found.migrations();
        Repeatables repeatables = repeatables(found);
        RunProgress progress = progress();
        MigrationListeners nobody = new MigrationListeners(this.target, List.of(), progress);
        ConflictCheck conflicts = new ConflictCheck(this.settings);
        return inSession(
                session -> {
                    UnlockedRead read = new UnlockedRead(this.tracker);
                    MigrationPlan plan =
                            upTo.requireKnown(conflicts.check(plan(read, session, onDisk)), this.settings.table());
                    List<Attempt> attempts = List.of();
                    List<RepeatableAttempt> repeated = List.of();
                    boolean repeats = plan.pending().isEmpty()
                            && !repeatables(session, found, read, plan)
                                    .pending()
                                    .isEmpty();
                    if (!upTo.pending(plan).isEmpty() || repeats) {
                        try (RunWatch watch = RunWatch.over(session, progress)) {
                            DryRun dryRun = new DryRun(context(session), conflicts, upTo, repeatables, nobody);
                            attempts = dryRun.run(plan);
                            repeated = dryRun.repeated();
                        }
                    }
                    return new DryRunReport(attempts, repeated, since(start));
                },
                Privilege.INSERT);
    }

    /**
     * Sets the name in the row of an applied version to that of its file. The old row is logged.
     *
     * @throws TrackerException if the version has no row or no file, both have the same name, or the row belongs to a file
     *     with another number; nothing is changed then
     */
    public RepairReport acceptRename(long version) {
        return acceptRename(version, change -> {});
    }

    /**
     * The same, after the change has been shown.
     *
     * @param shown called with the change before it is made; what it throws ends the command, and nothing has been done
     */
    @Internal
    public RepairReport acceptRename(long version, Consumer<RepairReport> shown) {
        return repair(repair -> repair.acceptRename(MigrationVersion.of(version)), Privilege.UPDATE, shown);
    }

    /**
     * Sets the checksum in the row of an applied version to that of its file, also if the row has none. The old row is logged.
     *
     * @throws TrackerException if the version has no row or no file, both have the same checksum, or the row belongs to a
     *     file with another number; nothing is changed then
     */
    public RepairReport acceptChecksum(long version) {
        return acceptChecksum(version, change -> {});
    }

    /** The same, after the change has been shown. */
    @Internal
    public RepairReport acceptChecksum(long version, Consumer<RepairReport> shown) {
        return repair(repair -> repair.acceptChecksum(MigrationVersion.of(version)), Privilege.UPDATE, shown);
    }

    /**
     * Removes the row of an applied version. If the version has a file, it is pending from then on. The old row is logged.
     *
     * @throws TrackerException if the version has no row
     */
    public RepairReport forget(long version) {
        return forget(version, change -> {});
    }

    /** The same, after the change has been shown. */
    @Internal
    public RepairReport forget(long version, Consumer<RepairReport> shown) {
        return repair(repair -> repair.forget(MigrationVersion.of(version)), Privilege.DELETE, shown);
    }

    /**
     * Gives the row of a version another number, and the name of the file that has this number and the row's checksum.
     * Rows that have exchanged their numbers are all moved. The old rows are logged.
     *
     * @param version the number in the table
     * @param to the number on disk
     * @throws TrackerException if the row has no checksum or a different one than the file, the row's own file is still
     *     there, or the number is taken; nothing is changed then
     */
    public RepairReport renumber(long version, long to) {
        return repair(
                repair -> repair.renumber(MigrationVersion.of(version), MigrationVersion.of(to)),
                Privilege.UPDATE,
                change -> {});
    }

    private interface Repairing {

        RepairReport by(Repair repair) throws SQLException;
    }

    private RepairReport repair(Repairing repairing, Privilege needed, Consumer<RepairReport> shown) {
        VersionSet<Migration> onDisk = this.source.load();
        return inSession(
                session -> {
                    RepairReport report = repairing.by(new Repair(context(session), onDisk, shown));
                    plan(session, onDisk);
                    return report;
                },
                needed);
    }

    /**
     * Runs a repeatable migration once more, whatever is recorded, and records that it ran.
     *
     * @param name its name
     * @throws InvalidMigrationException if the files cannot be used
     * @throws TrackerException if there is no file of that name
     * @throws RepeatableFailedException if it failed; nothing is changed then
     * @throws MigrationException any other subtype, for a failure of the database
     */
    public Repeated repeat(String name) {
        FoundMigrations found = loadForRun();
        RepeatableMigration migration = found.repeatables().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TrackerException(
                        "There is no repeatable migration " + Visible.line(name) + " on disk. Nothing was run.",
                        found.repeatables().isEmpty()
                                ? "Name the file without .repeatable.sql; there is none in the migration locations."
                                : "Name one of these: "
                                        + found.repeatables().stream()
                                                .map(RepeatableMigration::label)
                                                .collect(Collectors.joining(", ")),
                        "repair-refused",
                        null));
        RunProgress progress = progress();
        MigrationListeners listeners = new MigrationListeners(this.target, this.listeners, progress);
        return inSession(
                session -> {
                    try (RunWatch watch = RunWatch.over(session, progress)) {
                        return new RepeatableRun(
                                        context(session),
                                        found.migrations(),
                                        new Repeatables(this.settings, found.repeatables()),
                                        new CheckedScripts(found.repeatables()),
                                        progress,
                                        listeners)
                                .force(migration)
                                .run(new TrackerPreparation(
                                        this.tracker, this.settings.legacy(), found.migrations(), found.repeatables()))
                                .get(0);
                    } catch (RuntimeException failure) {
                        listeners.stepFailed(failure);
                        throw failure;
                    }
                },
                Privilege.INSERT);
    }

    /**
     * Removes what is recorded of a repeatable migration: every row of its name. If it has a file, that counts as never run. The
     * old rows are logged.
     *
     * @param name its name
     * @return the rows as they were, in the order of execution
     * @throws TrackerException if nothing is recorded under that name
     */
    public List<AppliedRepeatable> forget(String name) {
        return forget(name, rows -> {});
    }

    /** The same, after the rows have been shown. */
    @Internal
    public List<AppliedRepeatable> forget(String name, Consumer<List<AppliedRepeatable>> shown) {
        return inSession(session -> new RepeatableRepair(context(session)).forget(name, shown), Privilege.DELETE);
    }

    /** The repeatable migrations on disk, in the order of their names. Does not access the database. */
    public List<RepeatableMigration> repeatables() {
        return this.source.search().repeatables();
    }

    /** The state of each repeatable migration. Reads only, and takes no lock. */
    @Internal
    public RepeatablePlan repeatablePlan() {
        return known(this.source.search()).repeatables();
    }

    /** How an edited file of an applied migration is treated. */
    @Internal
    public ConflictPolicy checksumMismatch() {
        return this.settings.checksumMismatch();
    }

    /** The same, except that an edited file is an error where a start only warns. */
    @Internal
    public Migrator strict() {
        return checksumMismatch() == ConflictPolicy.WARN
                ? toBuilder().checksumMismatch(ConflictPolicy.FAIL).build()
                : this;
    }

    /** The stamp of this release; null if it has none. */
    public @Nullable Instant release() {
        return this.settings.release();
    }

    /**
     * Returns what {@link #adopt} would mark as applied, and every obstacle. Reads only, and takes no lock.
     *
     * @throws InvalidMigrationException if the files cannot be used
     * @throws TrackerException if the tracker already has rows, or there is nothing to adopt
     */
    public Adoption previewAdoption() {
        VersionSet<Migration> onDisk = this.source.load();
        return inSession(session -> adoption(session).preview(onDisk));
    }

    /**
     * Marks as applied, without running it, what another tool applied, or everything up to the baseline; applies
     * nothing. Creating the table and writing its rows is one transaction under the lock. While the tracker has no row,
     * {@link #migrate} does the same before it applies the rest.
     *
     * @return what was marked as applied
     * @throws InvalidMigrationException if the files cannot be used
     * @throws TrackerException if the tracker already has rows, there is nothing to adopt, or the adoption has obstacles
     * @throws MigrationException any other subtype, for a failure of the database
     */
    public Adoption adopt() {
        VersionSet<Migration> onDisk = this.source.load();
        return inSession(
                session -> {
                    Adoption adoption = adoption(session).run(onDisk);
                    plan(session, onDisk);
                    return adoption;
                },
                Privilege.INSERT);
    }

    private AdoptionRun adoption(Session session) {
        return new AdoptionRun(context(session), this.source.search().repeatables());
    }

    /**
     * Which of these schemas exist, and whether they have a tracker of this name. One query, which reads no tracker.
     *
     * @return those that exist, each with whether it has one
     */
    @Internal
    public Map<String, Boolean> schemasWithTracker(Collection<String> schemas) {
        return inSession(
                session -> Trackers.called(this.settings.table().table()).in(session.jdbc(), schemas));
    }

    /**
     * The rows of the trackers in these schemas, read in one transaction.
     *
     * @param schemas those with a tracker; each takes two locks of the server
     * @param known rows by their digests, which are not read again
     */
    @Internal
    public Map<String, Trackers.Rows> rowsIn(List<String> schemas, Map<String, VersionSet<AppliedMigration>> known) {
        return inSession(session -> {
            session.tire(this.builder.wear, schemas.size());
            return Trackers.called(this.settings.table().table()).read(session.jdbc(), schemas, known);
        });
    }

    /**
     * Which trackers in these schemas are as usual, so that a run need not look at each by itself. Reads the catalog alone.
     *
     * @return the oid of each
     */
    @Internal
    public Map<String, Long> usualTrackersIn(Collection<String> schemas) {
        return inSession(
                session -> UsualTrackers.called(this.settings.table().table()).in(session.jdbc(), schemas));
    }

    /**
     * The first column of a query of the application, which names the schemas of its tenants.
     *
     * @throws TrackerException if the query fails
     */
    @Internal
    public List<String> schemasFrom(String sql) {
        return inSession(session -> {
            List<String> schemas = new ArrayList<>();
            try (Statement statement = session.jdbc().createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    schemas.add(Objects.requireNonNullElse(rows.getString(1), ""));
                }
                return schemas;
            } catch (SQLException failure) {
                throw new TrackerException(
                        "The schemas of the tenants could not be read: " + failure.getMessage() + "\n    " + sql
                                + "\nNo tenant was migrated.",
                        "Correct the query in applied-set.tenants.schemas-from. It runs after the ordinary migrations, and"
                                + " returns the schema of one tenant a row.",
                        "tenants",
                        failure);
            }
        });
    }

    /** The database and its server, as one text that no other database has while the server runs. */
    @Internal
    public String whichDatabase() {
        return inSession(Session::whichDatabase);
    }

    /** How many connections its pool has at most; empty if there is no limit, or the pool does not tell. */
    @Internal
    public OptionalInt connections() {
        return PoolSize.of(this.dataSource);
    }

    /**
     * What a run would decide with these rows.
     *
     * @throws MigrationConflictException if it would be refused
     */
    @Internal
    public MigrationPlan decide(VersionSet<AppliedMigration> rows) {
        return new ConflictCheck(this.settings).check(MigrationPlan.between(this.source.load(), rows));
    }

    /** Whether the database counts as a developer's own. */
    @Internal
    public boolean isDevelopment() {
        return this.settings.development() != null;
    }

    /** Work on the database that is more than one run. */
    @Internal
    public interface WorkInRun<T> {

        T in(RunContext run) throws SQLException;
    }

    /** Does the work with a connection of its own; down SQL is kept and dropped with the rows. */
    @Internal
    public <T> T within(WorkInRun<T> work) {
        return inSession(session -> work.in(context(session).keepingRollbacks()), Privilege.DELETE);
    }

    private RunContext context(Session session) {
        return new RunContext(session, this.tracker, this.settings, this.code);
    }

    private interface Work<T> {

        T in(Session session) throws SQLException;
    }

    private <T> T inSession(Work<T> work) {
        return inSession(work, null);
    }

    /** Does the work; {@code needed} is its privilege on rows, besides reading them, or null. */
    private <T> T inSession(Work<T> work, @Nullable Privilege needed) {
        KeptSessions kept = this.builder.kept;
        try (Session session = kept == null
                ? Session.open(this.dataSource, this.lock, this.builder.pipeline)
                : kept.open(this.dataSource, this.lock, this.builder.pipeline)) {
            try {
                if (this.settings.tenant()) {
                    session.tire(this.builder.wear, 1);
                }
                T done = work.in(session);
                session.endWell();
                return done;
            } catch (SQLException failure) {
                throw TrackerErrors.of(failure, this.settings.table(), session, needed);
            }
        }
    }

    @Override
    public String toString() {
        return "Migrator " + (this.name == null ? "" : this.name + " ") + "for " + this.settings.table();
    }

    /** Settings of a {@link Migrator}; all but the DataSource have a default. */
    public static final class Builder implements Cloneable {

        private @Nullable String name;
        private @Nullable DataSource dataSource;
        private @Nullable MigrationSource source;
        private List<? extends JavaMigration> javaMigrations = List.of();
        private List<? extends MigrationListener> listeners = List.of();
        private String schema = MigratorDefaults.SCHEMA;
        private String table = MigratorDefaults.TABLE;
        private ConflictPolicy checksumMismatch = policy(MigratorDefaults.CHECKSUM_MISMATCH);
        private ConflictPolicy orphans = policy(MigratorDefaults.ORPHANS);
        private Duration instanceLockTimeout = MigratorDefaults.duration(MigratorDefaults.INSTANCE_LOCK_TIMEOUT);
        private Duration lockTimeout = MigratorDefaults.duration(MigratorDefaults.LOCK_TIMEOUT);
        private int lockRetries = Integer.parseInt(MigratorDefaults.LOCK_RETRIES);
        private @Nullable Duration statementTimeout;
        private LegacyTool legacyTool = LegacyTool.valueOf(MigratorDefaults.LEGACY_TOOL.toUpperCase(Locale.ROOT));
        private @Nullable String legacyTable;
        private @Nullable Long baselineVersion;
        private @Nullable Instant release;
        private boolean versionsAlone;
        private @Nullable DevelopmentSettings development;
        private PipelineMode pipeline = PipelineMode.valueOf(MigratorDefaults.PIPELINE.toUpperCase(Locale.ROOT));
        private Duration progressEvery = MigratorDefaults.duration(MigratorDefaults.PROGRESS_EVERY);

        private Predicate<Migration> only = migration -> true;
        private boolean tenant;
        private boolean createsSchema = true;
        private boolean waits = true;
        private @Nullable ConnectionWear wear;
        private @Nullable KeptSessions kept;
        private @Nullable SeenTracker seen;

        private Builder() {}

        @Override
        protected Builder clone() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static ConflictPolicy policy(String name) {
            return ConflictPolicy.valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** Its name, for applications with several migrators. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** The database; required. One connection is borrowed at a time. */
        public Builder dataSource(DataSource dataSource) {
            this.dataSource = dataSource;
            return this;
        }

        /**
         * Folders to search: {@code classpath:}, {@code classpath*:} or {@code file:}. Without this call, and without
         * {@link #source}, {@code classpath:db/migration}.
         *
         * @param locations at least one: with none, every use of the migrator throws
         *     {@link InvalidMigrationException}
         */
        public Builder locations(String... locations) {
            return source(new ResourceMigrationSource(new DefaultResourceLoader(), List.of(locations)));
        }

        /** The source of migrations, instead of {@link #locations}. */
        public Builder source(MigrationSource source) {
            this.source = source;
            return this;
        }

        /**
         * Ignores all other migrations on disk. For tests that apply some migrations before the others; in an
         * application, the rest would be skipped silently.
         */
        public Builder only(Predicate<Migration> only) {
            this.only = only;
            return this;
        }

        /** Migrations written in Java; they are ordered among the files by version. */
        public Builder javaMigrations(List<? extends JavaMigration> javaMigrations) {
            this.javaMigrations = List.copyOf(javaMigrations);
            return this;
        }

        /** Listeners, in this order. */
        public Builder listeners(List<? extends MigrationListener> listeners) {
            this.listeners = List.copyOf(listeners);
            return this;
        }

        /** The tracker's schema; created if missing. */
        public Builder schema(String schema) {
            this.schema = schema;
            return this;
        }

        /** The tracker's name. */
        public Builder table(String table) {
            this.table = table;
            return this;
        }

        /** How to treat an edited file of an applied migration. */
        public Builder checksumMismatch(ConflictPolicy checksumMismatch) {
            this.checksumMismatch = checksumMismatch;
            return this;
        }

        /** How to treat applied versions without a file. */
        public Builder orphans(ConflictPolicy orphans) {
            this.orphans = orphans;
            return this;
        }

        /** How long to wait while another process migrates. */
        public Builder instanceLockTimeout(Duration instanceLockTimeout) {
            this.instanceLockTimeout = instanceLockTimeout;
            return this;
        }

        /** PostgreSQL's {@code lock_timeout} for every migration; zero for none. */
        public Builder lockTimeout(Duration lockTimeout) {
            this.lockTimeout = lockTimeout;
            return this;
        }

        /**
         * How often a transactional migration is retried after a lock timeout or a deadlock.
         *
         * @param lockRetries number of retries after the first attempt; 0 for none
         */
        public Builder lockRetries(int lockRetries) {
            this.lockRetries = lockRetries;
            return this;
        }

        /** PostgreSQL's {@code statement_timeout} for every migration; null for none. */
        public Builder statementTimeout(@Nullable Duration statementTimeout) {
            this.statementTimeout = statementTimeout;
            return this;
        }

        /**
         * The tool whose table a new tracker adopts.
         *
         * @param table its table as written in SQL; null for the tool's default
         */
        public Builder legacy(LegacyTool tool, @Nullable String table) {
            this.legacyTool = tool;
            this.legacyTable = table;
            return this;
        }

        /**
         * The version up to which a new tracker marks every file as applied without running it.
         *
         * @param version at least 0; null for none
         */
        public Builder baselineVersion(@Nullable Long version) {
            this.baselineVersion = version;
            return this;
        }

        /**
         * The stamp of this release: of two contents of a repeatable migration, that of the later release is current.
         *
         * @param release usually the time of its commit; null if unknown, so that only contents that never ran are executed
         */
        public Builder release(@Nullable Instant release) {
            this.release = release;
            return this;
        }

        /** Leaves out repeatable migrations, also where a version repeats one. */
        @Internal
        public Builder versionsAlone(boolean versionsAlone) {
            this.versionsAlone = versionsAlone;
            return this;
        }

        /** Whether the statements of a migration are sent together, past JDBC. */
        public Builder pipeline(PipelineMode pipeline) {
            this.pipeline = pipeline;
            return this;
        }

        /**
         * Treats the database as a developer's own: its down SQL is kept.
         *
         * @param development where it may be; null if it is not one
         */
        @Internal
        public Builder development(@Nullable DevelopmentSettings development) {
            this.development = development;
            return this;
        }

        /** Searches for files now, and not again. */
        @Internal
        public Builder searchNow() {
            if (this.source == null) {
                locations(MigratorDefaults.LOCATION);
            }
            FoundMigrations found = Objects.requireNonNull(this.source).search();
            return source(new MigrationSource() {

                @Override
                public VersionSet<Migration> load() {
                    return found.migrations();
                }

                @Override
                public FoundMigrations search() {
                    return found;
                }
            });
        }

        /**
         * Works in one of many schemas: the files name none. What another tool has done, and a baseline, are those of the
         * database, not of a tenant; and a second connection for the progress of each tenant would be too many.
         *
         * @param createsSchema whether a missing schema is created
         */
        @Internal
        public Builder tenant(String schema, boolean createsSchema) {
            this.tenant = true;
            this.createsSchema = createsSchema;
            return schema(schema)
                    .legacy(LegacyTool.NONE, null)
                    .baselineVersion(null)
                    .development(null)
                    .progressEvery(NEVER);
        }

        /** Works in the database of one of many tenants, without a second connection for the progress. */
        @Internal
        public Builder tenantDatabase(DataSource dataSource) {
            return dataSource(dataSource).development(null).progressEvery(NEVER);
        }

        /** Waits for no other process: neither for its lock nor for its batches. */
        @Internal
        public Builder withoutWaiting() {
            this.waits = false;
            return instanceLockTimeout(Duration.ZERO);
        }

        /** Replaces a connection when it has met many trackers, all of which its server process keeps in memory. */
        @Internal
        public Builder renewingConnections() {
            this.wear = new ConnectionWear();
            return this;
        }

        /** Goes on in a session that has served another tracker, and leaves it to the next; null to do neither. */
        @Internal
        public Builder keepingSessions(@Nullable KeptSessions kept) {
            this.kept = kept;
            return this;
        }

        /** What a look at many trackers has shown of this one, with no migration in Java and none that is repeatable; or null. */
        @Internal
        public Builder seen(@Nullable SeenTracker seen) {
            this.seen = seen;
            return this;
        }

        /** One more listener, after those that it has. */
        @Internal
        public Builder listener(MigrationListener listener) {
            return listeners(
                    Stream.concat(this.listeners.stream(), Stream.of(listener)).toList());
        }

        /** How often to log the progress of a long migration. */
        Builder progressEvery(Duration progressEvery) {
            this.progressEvery = progressEvery;
            return this;
        }

        /**
         * Builds the migrator; does not access the database.
         *
         * @throws IllegalStateException without a DataSource
         * @throws IllegalArgumentException if a setting is out of range
         */
        public Migrator build() {
            if (this.dataSource == null) {
                throw new IllegalStateException("a Migrator needs a DataSource: call dataSource(...)");
            }
            if (this.source == null) {
                locations(MigratorDefaults.LOCATION);
            }
            RunSettings settings = new RunSettings(
                    new TrackerTable(this.schema, this.table),
                    this.checksumMismatch,
                    this.orphans,
                    this.instanceLockTimeout,
                    this.lockTimeout,
                    this.lockRetries,
                    this.statementTimeout,
                    new AdoptionSettings(
                            this.legacyTool,
                            this.legacyTable,
                            this.baselineVersion == null ? null : MigrationVersion.of(this.baselineVersion)),
                    this.release,
                    new BackfillSettings(UUID.randomUUID().toString(), true, this.waits),
                    this.development,
                    this.tenant);
            return new Migrator(clone(), this.dataSource, Objects.requireNonNull(this.source), settings);
        }
    }
}
