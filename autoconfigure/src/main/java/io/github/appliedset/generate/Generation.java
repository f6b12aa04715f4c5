package io.github.appliedset.generate;

import io.github.appliedset.declared.DeclaredFiles;
import io.github.appliedset.declared.DeclaredSchema;
import io.github.appliedset.declared.Rename;
import io.github.appliedset.generate.GenerationSettings.Split;
import io.github.appliedset.generate.IndexAttachments.Attachment;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.ObjectPattern;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.scratch.ScratchDatabase;
import io.github.appliedset.text.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One run of the generator: replay, declare, plan, plan the way back, write the texts, prove them. */
final class Generation {

    /** Fewer statements are run one by one in no time. */
    private static final int MANY = 200;

    private static final String BY_HAND =
            "Write the migration by hand (--applied-set.command=new), and run generate again: it continues from there.";
    private static final String TOGETHER =
            "Name whatever has to change with it in --applied-set.objects as well." + " If nothing is missing there: ";

    private final Migrator migrator;
    private final DeclaredFiles declared;
    private final @Nullable DeclaredEntities entities;
    private final GenerationSettings settings;
    private final CatalogScope scope;
    private final List<String> notes = new ArrayList<>();
    private Set<Attachment> attachedAtFirst = Set.of();
    private Set<Attachment> attachedAtLast = Set.of();
    private @Nullable CountedObjects countedAtLast;
    private @Nullable PgDump dumps;
    private @Nullable String dumpAtFirst;
    private @Nullable String dumpAtLast;

    Generation(
            Migrator migrator,
            DeclaredFiles declared,
            @Nullable DeclaredEntities entities,
            GenerationSettings settings) {
        this.migrator = migrator;
        this.declared = declared;
        this.entities = entities;
        this.settings = settings;
        this.notes.addAll(declared.notes());
        this.scope = CatalogScope.of(migrator.schema(), migrator.table())
                .withOtherTools()
                .covering(new Coverage(
                        Set.of(Coverage.Detail.OWNERS, Coverage.Detail.GRANTS, Coverage.Detail.TABLESPACES),
                        List.of(),
                        List.of(),
                        Coverage.Partitions.ALL));
    }

    GeneratedMigrations run() {
        if (!this.declared.problems().isEmpty()) {
            throw notDeclared(this.declared.problems());
        }
        VersionSet<Migration> onDisk = this.migrator.onDisk();
        progress("Replaying " + Count.of(onDisk.toList().size(), "migration"));
        try (Replay replay = Replay.ofAll(this.migrator, onDisk.toList());
                ScratchDatabase copy = replay.copy();
                Rehearsal rehearsal = new Rehearsal(copy.dataSource(), this.scope)) {
            Schema start = rehearsal.read(this.scope.coverage());
            this.attachedAtFirst = IndexAttachments.of(rehearsal.connection());
            CountedObjects countedAtFirst = counted(replay);
            this.dumps = PgDump.of(rehearsal.connection(), this.migrator.schema(), this.migrator.table())
                    .orElse(null);
            this.dumpAtFirst = dump(copy.dataSource());
            Schema target = target(start);
            refuseWhatIsNotCompared(countedAtFirst, target);
            if (SchemaComparison.between(target, start).isEmpty() && this.attachedAtFirst.equals(this.attachedAtLast)) {
                refuseWhatOnlyPgDumpSees();
                return new GeneratedMigrations(List.of(), this.notes);
            }
            return generate(replay, rehearsal, onDisk, start, target);
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    /** Subscriptions belong to the server as well, and do not come along in a copy. */
    private static CountedObjects counted(Replay replay) throws SQLException {
        try (Connection connection = replay.dataSource().getConnection()) {
            return CountedObjects.of(connection);
        }
    }

    private void progress(String begins) {
        this.settings.progress().accept(begins);
    }

    private @Nullable String dump(DataSource scratch) {
        return this.dumps == null ? null : this.dumps.dump(scratch).orElse(null);
    }

    private void refuseWhatOnlyPgDumpSees() throws SQLException {
        String difference = this.dumps == null
                ? ""
                : this.dumps.difference(this.dumpAtLast, this.dumpAtFirst, this.migrator.dataSource());
        if (!difference.isEmpty()) {
            throw new GenerationRefusedException(
                    List.of("pg_dump sees a difference that generate does not know"
                            + " (+ only from the migrations, - only declared). This kind of change is not supported"
                            + " yet:\n    " + difference.strip().replace("\n", "\n    ")),
                    BY_HAND,
                    "generation-refused");
        }
    }

    /** Of some kinds a schema only has a count. */
    private void refuseWhatIsNotCompared(CountedObjects start, Schema target) {
        SortedSet<String> different =
                this.countedAtLast == null ? Collections.emptySortedSet() : start.differences(this.countedAtLast);
        if (!different.isEmpty()) {
            throw new GenerationRefusedException(
                    different.stream()
                            .map(name -> "The " + name + (name.startsWith("grants ") ? " differ" : " differs")
                                    + " between the migrations and the declared schema."
                                    + " This kind of change is not supported yet.")
                            .toList(),
                    BY_HAND,
                    "generation-refused");
        }
        Map<String, Integer> counted = new TreeMap<>(target.notTold());
        // The scratch databases of both have those of their template.
        counted.remove("system grant");
        if (!counted.isEmpty()) {
            this.notes.add(DriftText.notTold(counted));
        }
    }

    private boolean isPartial() {
        return this.entities != null || !this.settings.objects().isEmpty();
    }

    private static DatabaseAccessException unreadable(SQLException failure) {
        return new DatabaseAccessException(
                "The migrations could not be generated. Nothing was written.\n\nMessage: "
                        + Optional.ofNullable(failure.getMessage()).orElse(failure.toString()),
                "Fix the cause and try again.",
                "generation-refused",
                failure);
    }

    /** How the schema that the files on disk make differs from the declared one, in words. */
    List<String> differences() {
        if (!this.declared.problems().isEmpty()) {
            throw notDeclared(this.declared.problems());
        }
        try (Replay replay = Replay.ofAll(this.migrator, this.migrator.onDisk().toList())) {
            Schema start = replay.schema(this.scope);
            return SchemaComparison.between(target(start), start).differences().stream()
                    .map(DriftText::of)
                    .toList();
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    private Schema target(Schema start) throws SQLException {
        progress("Declaring the schema: " + Count.of(this.declared.statements().size(), "statement"));
        Optional<Schema> together = this.declared.statements().size() < MANY ? Optional.empty() : target(start, true);
        return together.isPresent() ? together.get() : target(start, false).orElseThrow();
    }

    /** Empty if the statements have to be run one by one. */
    private Optional<Schema> target(Schema start, boolean together) throws SQLException {
        try (ScratchDatabase scratch = ScratchDatabase.beside(this.migrator.dataSource());
                Connection connection = scratch.dataSource().getConnection()) {
            if (this.entities != null) {
                this.entities.createIn(scratch.dataSource());
            }
            Optional<DeclaredSchema.Outcome> declared = together
                    ? DeclaredSchema.declareTogether(connection, this.declared)
                    : Optional.of(DeclaredSchema.declare(connection, this.declared));
            if (declared.isEmpty()) {
                return Optional.empty();
            }
            DeclaredSchema.Outcome outcome = declared.get();
            if (!outcome.problems().isEmpty()) {
                throw notDeclared(outcome.problems());
            }
            this.notes.addAll(outcome.notes());
            Schema whole = CatalogReader.read(connection, this.scope);
            whole.objects().keySet().stream()
                    .filter(id -> id.kind() == ObjectKind.TABLE && CatalogScope.isOfAnotherTool(id.name()))
                    .filter(id -> start.find(id).isEmpty())
                    .forEach(id -> this.notes.add(id.qualifiedName() + " has the name of another tool's table. Remove"
                            + " it from the declared schema if that tool creates it."));
            this.attachedAtLast = isPartial() ? this.attachedAtFirst : IndexAttachments.of(connection);
            this.countedAtLast = isPartial() ? null : CountedObjects.of(connection);
            this.dumpAtLast = isPartial() ? null : dump(scratch.dataSource());
            if (whole.objects().keySet().stream().allMatch(Generation::isThereAnyway)) {
                String missing = this.entities == null ? null : this.entities.missing();
                throw new GenerationRefusedException(
                        Stream.of("The declared schema declares no object" + this.declared.places() + ".", missing)
                                .filter(Objects::nonNull)
                                .toList(),
                        "Declare the schema there. An empty declaration never means that everything should be dropped.",
                        "nothing-declared");
            }
            Schema asDeclared = this.entities == null || this.settings.drop()
                    ? whole
                    : AdditiveSchema.of(start, whole, user(connection));
            return Optional.of(
                    this.settings.objects().isEmpty()
                            ? asDeclared
                            : start.merge(asDeclared, new NeededObjects(start, asDeclared).by(this::isAskedFor)));
        }
    }

    private static String user(Connection connection) throws SQLException {
        return Objects.requireNonNullElse(connection.getMetaData().getUserName(), "");
    }

    private static boolean isThereAnyway(ObjectId id) {
        return id.qualifiedName().equals("public");
    }

    private boolean isAskedFor(ObjectId id) {
        return this.settings.objects().stream().map(ObjectPattern::of).anyMatch(pattern -> pattern.matches(id));
    }

    private static GenerationRefusedException notDeclared(List<String> problems) {
        return new GenerationRefusedException(
                problems, "Correct the files of the declared schema.", "declared-schema-invalid");
    }

    private GeneratedMigrations generate(
            Replay replay, Rehearsal rehearsal, VersionSet<Migration> onDisk, Schema start, Schema target)
            throws SQLException {
        Renames renames = renames(start, target);
        List<PlannedChange> planned = new ArrayList<>();
        progress("Planning");
        plan(rehearsal, renames.changes(), start, target, planned);
        refuseLosses(planned);
        progress("Planning the way back of " + Count.of(planned.size(), "change"));
        List<Downs.Down> downs = downs(replay, rehearsal, planned);
        refuseCountedColumns(planned, downs, start, target);
        List<Schema> after = new ArrayList<>();
        List<GeneratedMigration> texts = texts(planned, downs, after);
        progress("Proving " + Count.of(texts.size(), "migration") + ", up and down");
        this.notes.addAll(new ProofInParts(replay, this.migrator, this.scope, this.settings.clock())
                .of(
                        new ProofInParts.Written(
                                texts,
                                after,
                                new Proof.Ends(
                                        new Proof.Side(start, this.attachedAtFirst, this.dumpAtFirst),
                                        new Proof.Side(target, this.attachedAtLast, this.dumpAtLast),
                                        after,
                                        this.dumps),
                                new Proof.Allowed(lost(planned), moved(planned, downs))),
                        onDisk));
        return new GeneratedMigrations(texts, this.notes);
    }

    private Renames renames(Schema start, Schema target) {
        List<Rename> told = new ArrayList<>(this.settings.renames());
        told.addAll(this.declared.renames());
        Renames renames = new Renames(start, target, told);
        List<String> undecided = new ArrayList<>(renames.mistakes());
        if (this.settings.noRenames()) {
            refuseUndecided(undecided);
            return renames;
        }
        Predicate<String> question = this.settings.renameQuestion();
        if (question == null) {
            renames.candidates().stream().map(Renames.Candidate::reason).forEach(undecided::add);
            refuseUndecided(undecided);
            return renames;
        }
        refuseUndecided(undecided);
        List<Renames.Candidate> renamed = new ArrayList<>();
        for (Renames.Candidate candidate : renames.candidates()) {
            if (renamed.stream().noneMatch(candidate::concerns) && question.test(candidate.question())) {
                renamed.add(candidate);
            }
        }
        renamed.stream().map(Renames.Candidate::rename).forEach(told::add);
        return new Renames(start, target, told);
    }

    private static void refuseUndecided(List<String> undecided) {
        if (!undecided.isEmpty()) {
            throw new GenerationRefusedException(
                    undecided, "Say what was renamed, or --applied-set.renames=none.", "rename-undecided");
        }
    }

    private void plan(
            Rehearsal rehearsal, List<SchemaChange> renames, Schema start, Schema target, List<PlannedChange> planned)
            throws SQLException {
        Schema state = start;
        for (SchemaChange rename : renames) {
            Rehearsal.Result result = rehearsal.attempt(rename);
            if (result.refusal() != null) {
                throw new GenerationRefusedException(
                        List.of(rename.summary() + ": " + result.refusal().getMessage()),
                        "Say what was renamed, or --applied-set.renames=none.",
                        "rename-undecided");
            }
            Schema after = rehearsal.read(target.coverage());
            planned.add(new PlannedChange(rename, result.hazards(), state, after));
            state = after;
        }
        for (SchemaChange rename : Renames.ofOwnedSequences(state, target)) {
            Rehearsal.Result result = rehearsal.attempt(rename);
            if (result.refusal() == null) {
                Schema after = rehearsal.read(target.coverage());
                planned.add(new PlannedChange(rename, result.hazards(), state, after));
                state = after;
            }
        }
        Planner.Plan plan = Planner.plan(rehearsal, state, target, this.attachedAtLast, this.settings.online());
        if (!plan.leftovers().isEmpty()) {
            throw new GenerationRefusedException(
                    plan.leftovers(),
                    this.settings.objects().isEmpty() ? BY_HAND : TOGETHER + BY_HAND,
                    "generation-refused");
        }
        planned.addAll(plan.changes());
    }

    private void refuseLosses(List<PlannedChange> planned) {
        if (this.settings.allowed().contains(Hazard.DATA_LOSS)) {
            return;
        }
        List<String> losses = planned.stream()
                .filter(change -> change.hazards().contains(Hazard.DATA_LOSS))
                .map(change -> change.change().summary() + ": " + lost(change) + " would be lost")
                .toList();
        if (!losses.isEmpty()) {
            throw new GenerationRefusedException(
                    losses,
                    "If that is what you want: --applied-set.allow=DATA_LOSS. If something was renamed, say so with"
                            + " --applied-set.renames=...",
                    "data-loss-refused");
        }
    }

    private static void refuseCountedColumns(
            List<PlannedChange> planned, List<Downs.Down> downs, Schema start, Schema target) {
        if (planned.isEmpty()) {
            return;
        }
        Schema reached = planned.get(planned.size() - 1).after();
        Set<String> reasons = new LinkedHashSet<>(CountedColumns.after(
                reached, target, statements(planned.stream().map(PlannedChange::change))));
        reasons.addAll(CountedColumns.goingBack(
                reached, start, statements(downs.stream().flatMap(down -> down.changes().stream()))));
        if (!reasons.isEmpty()) {
            throw new GenerationRefusedException(List.copyOf(reasons), BY_HAND, "generation-refused");
        }
    }

    private static List<String> statements(Stream<SchemaChange> changes) {
        return changes.flatMap(change -> change.statements().stream()).toList();
    }

    private static String lost(PlannedChange change) {
        if (!change.cut().isEmpty()) {
            return String.join(", ", DataLost.namesCutBy(change)) + ": "
                    + String.join(", ", change.cut().values()) + "; such values";
        }
        List<String> gone = DataLost.byGoing(change.before(), change.after());
        return gone.isEmpty() ? "values of " + change.change().object().qualifiedName() : String.join(", ", gone);
    }

    /** After a change that has no way back, the walk goes on from a copy that has only the changes before it. */
    private List<Downs.Down> downs(Replay replay, Rehearsal first, List<PlannedChange> planned) throws SQLException {
        Set<Attachment> attached = new LinkedHashSet<>(this.attachedAtFirst);
        attached.addAll(this.attachedAtLast);
        List<Downs.Down> downs = new ArrayList<>();
        Rehearsal rehearsal = first;
        ScratchDatabase copy = null;
        try {
            for (int index = planned.size() - 1; index >= 0; index--) {
                Downs.Down down = Downs.plan(rehearsal, planned.get(index), attached, this.settings.online());
                downs.add(0, down);
                if (!down.isComplete() && index > 0) {
                    if (copy != null) {
                        rehearsal.close();
                        copy.close();
                    }
                    copy = replay.copy();
                    rehearsal = new Rehearsal(copy.dataSource(), this.scope);
                    for (PlannedChange before : planned.subList(0, index)) {
                        rehearsal.attempt(before.change());
                    }
                }
            }
        } finally {
            if (copy != null) {
                rehearsal.close();
                copy.close();
            }
        }
        return downs;
    }

    private List<GeneratedMigration> texts(List<PlannedChange> planned, List<Downs.Down> downs, List<Schema> after) {
        MigrationText text = new MigrationText(this.settings.clock().instant());
        List<GeneratedMigration> texts = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= planned.size(); to++) {
            if (to == planned.size()
                    || !share(planned.get(to - 1), planned.get(to), downs.get(to - 1), downs.get(to))) {
                List<PlannedChange> some = planned.subList(from, to);
                texts.add(text.of(name(some), some, downs.subList(from, to)));
                after.add(some.get(some.size() - 1).after());
                from = to;
            }
        }
        return texts;
    }

    private String name(List<PlannedChange> changes) {
        SchemaChange first = changes.get(0).change();
        if (changes.size() == 1) {
            return first.name();
        }
        return this.settings.split() == Split.TABLE && first.object().parent() != null
                ? relation(first.object()).name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_") + "_changes"
                : "schema_changes";
    }

    private boolean share(PlannedChange one, PlannedChange next, Downs.Down back, Downs.Down backOfNext) {
        boolean together = one.change().transactional()
                && next.change().transactional()
                && back.isTransactional()
                && backOfNext.isTransactional()
                && !one.change().addsAnEnumValue()
                && !backOfNext.addsAnEnumValue()
                && !one.change().changesRows()
                && !next.change().changesRows();
        return together
                && switch (this.settings.split()) {
                    case CHANGE -> false;
                    case TABLE ->
                        relation(one.change().object())
                                .equals(relation(next.change().object()));
                    case SINGLE -> true;
                };
    }

    private static ObjectId relation(ObjectId id) {
        return id.parent() != null && id.parent().kind().isRelation() ? id.parent() : id;
    }

    private static Set<String> lost(List<PlannedChange> planned) {
        return planned.stream()
                .filter(change -> change.hazards().contains(Hazard.DATA_LOSS))
                .flatMap(change -> Stream.of(
                                List.of(change.change().object().qualifiedName()),
                                DataLost.namesLostByGoing(change.before(), change.after()),
                                DataLost.namesCutBy(change))
                        .flatMap(List::stream))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> moved(List<PlannedChange> planned, List<Downs.Down> downs) {
        return Stream.concat(
                        planned.stream().map(PlannedChange::change),
                        downs.stream().flatMap(down -> down.changes().stream()))
                .filter(SchemaChange::restartsASequence)
                .map(change -> change.object().qualifiedName())
                .collect(Collectors.toUnmodifiableSet());
    }
}
