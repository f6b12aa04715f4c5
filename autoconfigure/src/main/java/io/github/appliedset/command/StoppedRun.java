package io.github.appliedset.command;

import io.github.appliedset.branch.git.WorkTree;
import io.github.appliedset.branch.git.WorkTree.Planned;
import io.github.appliedset.command.AfterResolving.Rebuilt;
import io.github.appliedset.text.Count;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of a run of {@code resolve} that was stopped in the middle. Its files and the snapshot were agreed to and are
 * finished; the database belongs to the plan that is made after that, and is shown and asked about with it.
 *
 * @param isFinished whether there was one, and its files are done now
 * @param snapshot what became of the snapshot
 */
record StoppedRun(boolean isFinished, Rebuilt snapshot) {

    private static final StoppedRun NONE = new StoppedRun(false, Rebuilt.NONE);

    /** Finishes it, and says so; also what is not finished. */
    static StoppedRun settle(CommandInput input, WorkTree tree, AfterResolving after, boolean dryRun) {
        Optional<Planned> left = tree.left();
        if (left.isEmpty()) {
            return NONE;
        }
        String files = Count.of(left.get().paths().size(), "file");
        if (!tree.isCurrent(left.get())) {
            input.say()
                    .accept("A run that was stopped is not finished, because the repository has moved on since."
                            + (dryRun ? " " : " Its plan is dropped. ") + "It was about "
                            + files + "; look at them:\n"
                            + left.get().paths().stream()
                                    .map(path -> "  " + path + "\n")
                                    .collect(Collectors.joining())
                            + "\n");
            if (!dryRun) {
                tree.forget(left.get());
            }
            return NONE;
        }
        if (dryRun) {
            input.say()
                    .accept("A run that was stopped is not finished. Without dry-run=true, the next one first finishes "
                            + files + ". The plan is about the files as they are now.\n\n");
            return NONE;
        }
        Rebuilt snapshot = tree.apply(left.get(), after::rebuild);
        input.say()
                .accept("Finished the files of a run that was stopped: " + files + ". What follows is a new plan.\n"
                        + snapshot.text() + "\n");
        return new StoppedRun(true, snapshot);
    }
}
