package io.github.appliedset.scratch;

import io.github.appliedset.Internal;
import javax.sql.DataSource;

/** Other databases on the server of a database, for the same user. */
@Internal
public final class Sibling {

    private Sibling() {}

    /**
     * A DataSource for a database that may not exist yet; every call opens a new connection.
     *
     * @throws io.github.appliedset.migration.SnapshotException if none can be derived
     */
    public static DataSource of(DataSource dataSource, String name) {
        return ScratchDatabase.derived(dataSource, name);
    }
}
