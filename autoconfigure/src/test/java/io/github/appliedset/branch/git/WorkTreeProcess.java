package io.github.appliedset.branch.git;

import io.github.appliedset.support.fault.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Changes files in a process of its own, which says which file is next and waits there for its end. */
final class WorkTreeProcess {

    private WorkTreeProcess() {}

    static ChildJvm start(Path folder, String stopsAt) {
        return ChildJvm.start(WorkTreeProcess.class, List.of(), folder.toString(), stopsAt);
    }

    static WorkTree tree(Path folder) {
        return WorkTree.of(BranchReader.of(List.of(folder), null, new Onto(null, name -> null), List.of()));
    }

    public static void main(String[] arguments) {
        WorkTree tree = tree(Path.of(arguments[0])).observed(path -> stopAt(path, arguments[1]));
        tree.apply(tree.plan(WorkTreeTests.STEPS), () -> stopAt("afterwards", arguments[1]));
    }

    private static @Nullable Void stopAt(String place, String wanted) {
        while (place.equals(wanted)) {
            System.out.println("at " + place);
            LockSupport.park();
        }
        return null;
    }
}
