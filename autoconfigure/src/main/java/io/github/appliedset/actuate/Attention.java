package io.github.appliedset.actuate;

import io.github.appliedset.migration.BackfillState;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Orphan;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that an operator may have to do, with the command that does it.
 *
 * @param state the state of the versions it is about, in a word
 * @param title what it is about
 * @param text what happened and what to do, several lines; those with a command are indented by four spaces
 */
record Attention(String state, String title, String text) {

    private static final int LISTED = 20;

    /** What contradicts its row, then what is pending, then orphans. */
    static List<Attention> of(MigrationStatus status, String table) {
        List<Attention> all = new ArrayList<>();
        for (VersionState state : status.all()) {
            state.renumbered().ifPresent(conflict -> all.add(renumbered(state, conflict, table)));
        }
        for (OrphanMigration orphan : status.namesakes()) {
            all.add(new Attention(
                    "orphan",
                    orphan.row().label() + " probably has another number now",
                    orphan.description() + "\n\n" + orphan.remedy(table)));
        }
        for (Applied applied : status.applied()) {
            MigrationConflict conflict = applied.conflict();
            if (conflict != null && applied.renumbered().isEmpty()) {
                all.add(new Attention(
                        applied.differs().orElseThrow(),
                        applied.row().label() + " is " + applied.differs().orElseThrow(),
                        conflict.description() + "\n\n" + conflict.remedy(table)));
            }
        }
        for (Pending pending : status.pending()) {
            backfill(pending).ifPresent(all::add);
        }
        if (!status.missing().isEmpty()) {
            all.add(pending(status.missing()));
        }
        Set<MigrationVersion> namesakes = status.namesakes().stream()
                .map(orphan -> orphan.row().version())
                .collect(Collectors.toSet());
        List<Orphan> orphans = status.orphans().stream()
                .filter(orphan -> orphan.renumbered().isEmpty() && !namesakes.contains(orphan.version()))
                .toList();
        if (!orphans.isEmpty()) {
            all.add(orphans(orphans, table));
        }
        return all;
    }

    private static Attention renumbered(VersionState state, RenumberedMigration conflict, String table) {
        return new Attention(
                state instanceof Applied applied ? applied.differs().orElseThrow() : "orphan",
                conflict.row().label() + " has another number now",
                conflict.description() + "\n\n" + conflict.remedy(table));
    }

    /** Whether it is a backfill that does not go on by itself. */
    static boolean isStopped(Pending pending) {
        BackfillState state = pending.state().backfill();
        return state != null && !state.state().equals("running");
    }

    private static Optional<Attention> backfill(Pending pending) {
        BackfillState state = pending.state().backfill();
        if (state == null || !isStopped(pending)) {
            return Optional.empty();
        }
        String error = state.error() == null ? "" : "\n\nThe log and --applied-set.command=status say why.";
        return Optional.of(new Attention(
                "pending",
                pending.file().label() + " is " + state.state(),
                state.progress() + "." + error + "\n\nTo continue it, start the application once with\n"
                        + "    --applied-set.command=resume --applied-set.version=" + pending.version()));
    }

    private static Attention pending(List<Pending> pending) {
        List<Pending> running = pending.stream().filter(Pending::running).toList();
        String wait = running.isEmpty()
                ? ""
                : "\n\n" + running.get(0).file().label() + " is running: another process is applying it. Wait for it.";
        return new Attention(
                "pending",
                Count.of(pending.size(), "migration") + " pending",
                listed(pending, state -> "    " + state.file().label()) + wait
                        + "\n\nRestart the application or, if it does not migrate at its start, start it once with\n"
                        + "    --applied-set.command=migrate");
    }

    private static Attention orphans(List<Orphan> orphans, String table) {
        if (orphans.size() == 1) {
            OrphanMigration only = new OrphanMigration(orphans.get(0).row());
            return new Attention(
                    "orphan", only.row().label() + " has no file", only.description() + "\n\n" + only.remedy(table));
        }
        return new Attention(
                "orphan",
                orphans.size() + " applied versions without a file",
                "Usually a newer release has applied them, and this is an older one: there is nothing to do then. If a"
                        + " file is gone for good, start the application once with the command below it.\n\n"
                        + listed(
                                orphans,
                                orphan -> orphan.row().label() + "\n    --applied-set.command=forget"
                                        + " --applied-set.version=" + orphan.version()));
    }

    private interface Line<S> {

        String of(S state);
    }

    private static <S extends VersionState> String listed(List<S> states, Line<S> line) {
        int more = states.size() - LISTED;
        return states.stream().limit(LISTED).map(line::of).collect(Collectors.joining("\n"))
                + (more > 0 ? "\nand " + more + " more" : "");
    }
}
