package io.github.appliedset.tenant;

import java.util.List;
import javax.sql.DataSource;

/**
 * A database for each tenant. A run opens a few at a time, as many as it works on at once, and closes each before it opens the
 * next.
 */
public interface TenantDatabases {

    /**
     * Asked at every run, after the ordinary migrations, and once more at its end for tenants that were created meanwhile.
     *
     * @return a name for each tenant, as reports and commands show it; each counts once
     */
    List<String> names();

    /**
     * Opens the database of a tenant, which exists: none is created. Called by several threads, and several times in a run.
     * One connection at a time is borrowed from it.
     *
     * @param name one of {@link #names}, or the argument of {@link TenantMigrator#migrate(String)}
     */
    DataSource open(String name);

    /**
     * Called when we no longer use any connection. Closes the resources; a pool that the application goes on using needs an
     * implementation that does nothing.
     *
     * @param dataSource what {@link #open} has returned
     */
    default void close(String name, DataSource dataSource) {
        if (dataSource instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                throw new IllegalStateException("The DataSource of tenant " + name + " could not be closed", failure);
            }
        }
    }
}
