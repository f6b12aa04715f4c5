package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The order in which a start on an empty database runs migrations: ascending, each after those that its file waits for. */
public final class StartOrder {

    private StartOrder() {}

    /** The order of these migrations; those that wait for something else come last. */
    public static List<Migration> of(Collection<Migration> migrations) {
        VersionSet<Migration> all = VersionSet.of(migrations);
        List<Migration> inOrder =
                new ArrayList<>(AfterOrder.of(all, VersionSet.empty(), Afters.ofTops()::of, Set.of()));
        all.minus(VersionSet.of(inOrder)).forEach(inOrder::add);
        return inOrder;
    }
}
