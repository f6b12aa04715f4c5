package io.github.appliedset.migrator;

import io.github.appliedset.Internal;
import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.adoption.AdoptionSettings;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.DryRunReport;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationReport;
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
import io.github.appliedset.run.BackfillHold;
import io.github.appliedset.run.BackfillSettings;
import io.github.appliedset.run.ConflictCheck;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.run.Repair;
import io.github.appliedset.run.RepeatableRepair;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.RunSettings;
import io.github.appliedset.run.UpTo;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.ConnectionWear;
import io.github.appliedset.session.KeptSessions;
import io.github.appliedset.session.Privilege;
import io.github.appliedset.session.ServerAddresses;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.SeenTracker;
import io.github.appliedset.tracker.TrackerTable;
import io.github.appliedset.tracker.Trackers;
import io.github.appliedset.tracker.UsualTrackers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    private static final Duration NEVER = Duration.ofDays(10_000);

    private final Builder builder;
    private final DataSource dataSource;
    private final RunSettings settings;
    private final Audience audience;
    private final MigrationFiles files;
    private final Sessions sessions;
    private final PlanReader reader = new PlanReader();
    private final ComparedSet compared;
    private final LeftBackfills backfills;

    /** A copy of the builder is kept, for {@link #toBuilder}. */
    private Migrator(Builder builder, DataSource dataSource, MigrationSource source, RunSettings settings) {
        this.builder = builder;
        this.dataSource = dataSource;
        this.settings = settings;
        JavaCode code = new JavaCode(List.copyOf(builder.javaMigrations));
        this.files = new MigrationFiles(
                new JavaMigrationSource(source, code.classes(), builder.only), builder.versionsAlone, builder.read);
        Target target = new Target(builder.name, schema(), table());
        this.audience = new Audience(target, List.copyOf(builder.listeners), dataSource, builder.progressEvery);
        MigrationTracker tracker = new MigrationTracker(settings.table());
        this.sessions = new Sessions(
                dataSource,
                settings.tenant() ? tracker.oneOfMany(builder.createsSchema) : tracker,
                settings,
                code,
                new AdvisoryLock(settings.table(), settings.instanceLockTimeout()),
                builder.pipeline,
                builder.kept,
                builder.wear);
        this.compared = new ComparedSet(this.sessions);
        this.backfills = new LeftBackfills(this.sessions, this.audience, this.reader);
    }

    private ForwardRuns forward() {
        return new ForwardRuns(
                this.sessions,
                this.files,
                this.reader,
                this.audience,
                this.compared,
                this.backfills,
                this.builder.seen);
    }

    private Rollbacks rollbacks() {
        return new Rollbacks(this.sessions, this.files, this.reader, this.audience);
    }

    private DryRuns dryRuns() {
        return new DryRuns(this.sessions, this.files, this.reader, this.audience);
    }

    private Inspection inspection() {
        return new Inspection(this.sessions, this.files, this.reader);
    }

    private static UpTo upTo(long version) {
        return UpTo.version(MigrationVersion.of(version));
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
        return this.builder.name;
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
        return this.sessions.reading(run -> run.session().description());
    }

    /**
     * The hosts where the database may be that are neither this machine nor among these. Opens a connection.
     *
     * @param urls of servers whose hosts are none of them
     */
    @Internal
    public List<String> foreignHosts(List<String> allowed, List<String> urls) {
        return this.sessions.reading(run -> {
            ServerAddresses addresses = run.session().addresses();
            return urls.stream().anyMatch(addresses::areThoseOf) ? List.of() : addresses.strangers(allowed, List.of());
        });
    }

    /** This migrator, as its listeners see it. */
    public Target target() {
        return this.audience.target();
    }

    /** The tracker's schema. */
    public String schema() {
        return this.settings.table().schema();
    }

    /** The tracker's table name. */
    public String table() {
        return this.settings.table().table();
    }

    /** The migrations in Java alone, whatever files there are. */
    @Internal
    public VersionSet<Migration> inJava() {
        return toBuilder().source(VersionSet::empty).build().onDisk();
    }

    /** The table that another tool has left under a name of its own, as written in the settings; empty if none is named. */
    @Internal
    public Optional<String> adoptedTable() {
        return Optional.ofNullable(this.settings.legacy().table());
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
        return forward().runAndNote(UpTo.EVERYTHING, this.settings);
    }

    /**
     * The same, and waits for all batches of every backfill, including those that {@link #migrate} leaves to the background.
     *
     * @throws MigrationException as {@link #migrate}
     */
    public MigrationReport migrateWithBackfills() {
        return forward().runAndNote(UpTo.EVERYTHING, this.settings.leavingNothing());
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
        return forward().runAndNote(upTo(version), this.settings);
    }

    /** The same for {@link #migrateWithBackfills}. */
    public MigrationReport migrateWithBackfillsTo(long version) {
        return forward().runAndNote(upTo(version), this.settings.leavingNothing());
    }

    /**
     * Applies what is pending, as {@link #migrate} does, although versions are renamed or edited or have no file: the
     * developer was told.
     *
     * @param known these versions
     */
    @Internal
    public MigrationReport migrateDespite(Set<MigrationVersion> known) {
        return forward().run(UpTo.EVERYTHING, this.settings, known);
    }

    /** The same for {@link #migrateWithBackfills}. */
    @Internal
    public MigrationReport migrateWithBackfillsDespite(Set<MigrationVersion> known) {
        return forward().run(UpTo.EVERYTHING, this.settings.leavingNothing(), known);
    }

    /** The same as {@link #migrate} for a start, which calls {@link #noteWhatIsApplied} when nobody waits for it any more. */
    @Internal
    public MigrationReport migrateForStart() {
        return forward().run(UpTo.EVERYTHING, this.settings, Set.of());
    }

    /**
     * Does one batch of a backfill that the last {@link #migrate} has left to the background, and applies migrations
     * that have waited for it. Does nothing while another process works on it. A migration that has waited and fails
     * is {@linkplain MigrationStatus#missing() missing} from then on, and tried again less and less often, down to
     * every ten minutes.
     *
     * @return how long to wait before the next call; null if nothing is left
     * @throws MigrationException if the database cannot be reached, or a migration that has waited failed
     */
    public @Nullable Duration continueBackfills() {
        return this.backfills.next(this::migrate);
    }

    /** Whether the last {@link #migrate} has left anything to {@link #continueBackfills}. */
    @Internal
    public boolean hasLeftBackfills() {
        return !this.backfills.isEmpty();
    }

    /**
     * Pauses a migration that runs in batches: nobody begins another batch of it until {@link #resumeBackfill}. One that has
     * not begun does not begin. A batch that is running ends. One that sees one snapshot is waited for, as long as for any
     * lock; if it lasts longer, it is rolled back.
     *
     * @throws TrackerException if there is no such migration pending
     */
    public void pauseBackfill(long version) {
        hold(hold -> hold.pause(MigrationVersion.of(version)));
    }

    /**
     * Has a migration that runs in batches go on, after {@link #pauseBackfill} or an error, behind its last batch and with
     * its file as it is now. Does no batch itself.
     *
     * @throws TrackerException if there is no such migration pending, or it has not begun
     */
    public void resumeBackfill(long version) {
        hold(hold -> hold.resume(MigrationVersion.of(version)));
    }

    private interface Holding {

        void by(BackfillHold hold) throws SQLException;
    }

    private void hold(Holding holding) {
        VersionSet<Migration> onDisk = onDisk();
        this.sessions.changing(Privilege.INSERT, run -> {
            holding.by(new BackfillHold(run, this.reader.plan(run, onDisk)));
            return true;
        });
    }

    /**
     * The migrations on disk. Does not access the database.
     *
     * @throws InvalidMigrationException if the files cannot be used
     */
    public VersionSet<Migration> onDisk() {
        return this.files.versions();
    }

    /**
     * Problems with the files on disk that do not stop a run: down files that are ignored, or used although they
     * have a different name. A run logs these. Does not access the database.
     *
     * @throws InvalidMigrationException if the files cannot be used
     */
    public List<FileProblem> fileWarnings() {
        return this.files.search().warnings();
    }

    /**
     * Compares the migrations on disk with the tracker table. Reads only, with a single query, and takes no lock.
     *
     * @throws InvalidMigrationException if the files cannot be used
     * @throws DatabaseAccessException if the database cannot be reached
     */
    public MigrationPlan plan() {
        return inspection().plan();
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
        return inspection().status();
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
        return this.compared.after(report).orElseGet(() -> AppliedCounts.of(requireApplied(report.onDisk())));
    }

    /** Whether {@link #noteWhatIsApplied} would write something. */
    @Internal
    public boolean hasSomethingToNote() {
        return this.compared.isNews();
    }

    /**
     * Writes down in the database, once, that files and rows are the same set, if the last {@link #migrate} has found that or
     * made them so: the next start with the same files need neither read them nor the rows. Never fails, and never waits for a
     * lock for more than 100 ms.
     */
    @Internal
    public void noteWhatIsApplied() {
        this.compared.note();
    }

    /** The last known states of pending migrations that are not ordinary, without accessing the database. */
    @Internal
    public Map<MigrationVersion, PendingState> lastStates() {
        return this.reader.lastStates();
    }

    /** The last known counts, without accessing the database; empty before the first read. */
    @Internal
    public Optional<MigrationCounts> lastCounts() {
        return Optional.ofNullable(this.reader.lastCounts());
    }

    /** The last known repeatable migrations, without accessing the database; null before the first read. */
    @Internal
    public @Nullable RepeatablePlan lastRepeatables() {
        return this.reader.lastRepeatables();
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
        return inspection().check().verify();
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
        return inspection().check().await(timeout);
    }

    /**
     * Requires that all of these are applied, whatever their names and contents. Reads only, with a single query.
     *
     * @param onDisk the migrations to verify, from the report of a run
     * @return both sets
     * @throws MigrationConflictException if one of them is not applied
     */
    public MigrationPlan requireApplied(VersionSet<Migration> onDisk) {
        return inspection().requireApplied(onDisk);
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
        return rollbacks().run(Rollbacks.last(count), shown);
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
        return rollbacks().run(Rollbacks.after(version), shown);
    }

    /**
     * The steps that {@link #rollback} would take, in its order. Reads only, with a single query, and takes no lock.
     *
     * @throws RollbackRefusedException if {@link #rollback} would throw it
     * @throws IllegalArgumentException if the count is less than 1
     */
    public List<Step> previewRollback(int count) {
        return rollbacks().preview(Rollbacks.last(count));
    }

    /** The same for {@link #rollbackTo}. */
    public List<Step> previewRollbackTo(long version) {
        return rollbacks().preview(Rollbacks.after(version));
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
        return dryRuns().run(UpTo.EVERYTHING);
    }

    /** The same for {@link #migrateTo}. */
    public DryRunReport dryRunTo(long version) {
        return dryRuns().run(upTo(version));
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
        return repair(Privilege.UPDATE, shown, repair -> repair.acceptRename(MigrationVersion.of(version)));
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
        return repair(Privilege.UPDATE, shown, repair -> repair.acceptChecksum(MigrationVersion.of(version)));
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
        return repair(Privilege.DELETE, shown, repair -> repair.forget(MigrationVersion.of(version)));
    }

    /**
     * Gives the row of a version a different number, and the name of the file that has this number and the row's checksum.
     * Rows that have exchanged their numbers are all moved. The old rows are logged.
     *
     * @param version the number in the table
     * @param to the number on disk
     * @throws TrackerException if the row has no checksum or a different one than the file, the row's own file is still
     *     there, or the number is taken; nothing is changed then
     */
    public RepairReport renumber(long version, long to) {
        return repair(
                Privilege.UPDATE,
                change -> {},
                repair -> repair.renumber(MigrationVersion.of(version), MigrationVersion.of(to)));
    }

    private interface Repairing {

        RepairReport by(Repair repair) throws SQLException;
    }

    private RepairReport repair(Privilege needed, Consumer<RepairReport> shown, Repairing repairing) {
        VersionSet<Migration> onDisk = onDisk();
        return this.sessions.changing(needed, run -> {
            RepairReport report = repairing.by(new Repair(run, onDisk, shown));
            this.reader.plan(run, onDisk);
            return report;
        });
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
        SingleRepeatable single = SingleRepeatable.named(name, this.files.searchForRun());
        return this.sessions.changing(Privilege.INSERT, run -> single.run(run, this.audience.ofRun()));
    }

    /**
     * Removes every row of a repeatable migration. If it has a file, the file then counts as never run. The
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
        return this.sessions.changing(Privilege.DELETE, run -> new RepeatableRepair(run).forget(name, shown));
    }

    /** The repeatable migrations on disk, in the order of their names. Does not access the database. */
    public List<RepeatableMigration> repeatables() {
        return this.files.search().repeatables();
    }

    /** The state of each repeatable migration. Reads only, and takes no lock. */
    @Internal
    public RepeatablePlan repeatablePlan() {
        return inspection().repeatables();
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
        FoundMigrations found = this.files.search();
        return this.sessions.reading(run -> new AdoptionRun(run, found.repeatables()).preview(found.migrations()));
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
        FoundMigrations found = this.files.search();
        return this.sessions.changing(Privilege.INSERT, run -> {
            Adoption adoption = new AdoptionRun(run, found.repeatables()).run(found.migrations());
            this.reader.plan(run, found.migrations());
            return adoption;
        });
    }

    /**
     * Which of these schemas exist, and whether they have a tracker of this name. One query, which reads no tracker.
     *
     * @return those that exist, each with whether it has one
     */
    @Internal
    public Map<String, Boolean> schemasWithTracker(Collection<String> schemas) {
        return this.sessions.reading(
                run -> Trackers.called(table()).in(run.session().jdbc(), schemas));
    }

    /**
     * The rows of the trackers in these schemas, read in one transaction.
     *
     * @param schemas those with a tracker; each takes two locks of the server
     * @param known rows by their digests, which are not read again
     */
    @Internal
    public Map<String, Trackers.Rows> rowsIn(List<String> schemas, Map<String, VersionSet<AppliedMigration>> known) {
        return this.sessions.reading(run -> {
            run.session().tire(this.builder.wear, schemas.size());
            return Trackers.called(table()).read(run.session().jdbc(), schemas, known);
        });
    }

    /**
     * Which trackers in these schemas are as usual, so that a run need not look at each by itself. Reads the catalog alone.
     *
     * @return the oid of each
     */
    @Internal
    public Map<String, Long> usualTrackersIn(Collection<String> schemas) {
        return this.sessions.reading(
                run -> UsualTrackers.called(table()).in(run.session().jdbc(), schemas));
    }

    /**
     * The first column of a query of the application, which names the schemas of its tenants.
     *
     * @throws TrackerException if the query fails
     */
    @Internal
    public List<String> schemasFrom(String sql) {
        return this.sessions.reading(
                run -> new TenantQuery(sql).schemas(run.session().jdbc()));
    }

    /** The database and its server, as one text that no other database has while the server runs. */
    @Internal
    public String whichDatabase() {
        return this.sessions.reading(run -> run.session().whichDatabase());
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
        return new ConflictCheck(this.settings).check(MigrationPlan.between(onDisk(), rows));
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
        return this.sessions.changing(Privilege.DELETE, run -> work.in(run.keepingRollbacks()));
    }

    @Override
    public String toString() {
        return "Migrator " + (name() == null ? "" : name() + " ") + "for " + this.settings.table();
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
        private ConflictPolicy checksumMismatch = MigratorDefaults.CHECKSUM_MISMATCH;
        private ConflictPolicy orphans = MigratorDefaults.ORPHANS;
        private Duration instanceLockTimeout = MigratorDefaults.INSTANCE_LOCK_TIMEOUT;
        private Duration lockTimeout = MigratorDefaults.LOCK_TIMEOUT;
        private int lockRetries = MigratorDefaults.LOCK_RETRIES;
        private @Nullable Duration statementTimeout;
        private LegacyTool legacyTool = MigratorDefaults.LEGACY_TOOL;
        private @Nullable String legacyTable;
        private @Nullable Long baselineVersion;
        private @Nullable Instant release;
        private boolean versionsAlone;
        private @Nullable DevelopmentSettings development;
        private PipelineMode pipeline = MigratorDefaults.PIPELINE;
        private Duration progressEvery = MigratorDefaults.PROGRESS_EVERY;

        private Predicate<Migration> only = migration -> true;
        private boolean tenant;
        private boolean createsSchema = true;
        private boolean waits = true;
        private boolean leavesPaused;
        private @Nullable ConnectionWear wear;
        private @Nullable KeptSessions kept;
        private @Nullable SeenTracker seen;
        private @Nullable ConcurrentMap<Step, CheckedScript> read;

        private Builder() {}

        @Override
        protected Builder clone() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException impossible) {
                throw new IllegalStateException(impossible);
            }
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
            this.read = null;
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

        /** Leaves out repeatable migrations, even where a version repeats one. */
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

        /** Searches for files now, and not again; each is checked once, however many migrators are built with this. */
        @Internal
        public Builder searchNow() {
            if (this.source == null) {
                locations(MigratorDefaults.LOCATION);
            }
            FoundMigrations found = Objects.requireNonNull(this.source).search();
            source(new MigrationSource() {

                @Override
                public VersionSet<Migration> load() {
                    return found.migrations();
                }

                @Override
                public FoundMigrations search() {
                    return found;
                }
            });
            this.read = new ConcurrentHashMap<>();
            return this;
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

        /** Continues without the backfills that somebody has paused; {@link Migrator#hasLeftBackfills} tells whether there are any. */
        @Internal
        public Builder leavingPaused() {
            this.leavesPaused = true;
            return this;
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
                    new BackfillSettings(UUID.randomUUID().toString(), true, this.waits, this.leavesPaused),
                    this.development,
                    this.tenant);
            return new Migrator(clone(), this.dataSource, Objects.requireNonNull(this.source), settings);
        }
    }
}
