package io.github.appliedset.align;

import io.github.appliedset.migration.ContentKeys;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.scratch.DatabaseTemplates;
import io.github.appliedset.tracker.DeveloperMark;
import io.github.appliedset.tracker.KeptRollbacks;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Databases that earlier resets have built, to be copied by the next: with all migrations on disk, or with the first of them, in
 * the order of a new database. Migrations in Java have no content to be known by, and a repeatable migration has run after the
 * others; so with either, nothing is kept.
 */
final class ResetTemplates {

    private final DatabaseTemplates templates;
    private final List<String> keys;
    private final boolean whole;

    /**
     * Looks at the files.
     *
     * @param locale what a copy must have in common with the database that it replaces
     */
    ResetTemplates(DatabaseTemplates templates, Migrator migrator, String locale) {
        this.templates = templates;
        List<Migration> files = migrator.onDisk().toList();
        this.keys = ContentKeys.of(files, locale + ' ' + migrator.schema() + '.' + migrator.table());
        this.whole = this.keys.size() == files.size();
    }

    /**
     * A database to copy.
     *
     * @param name of the database
     * @param migrations how many of the first migrations are in it
     */
    record Found(String name, int migrations) {}

    /** The one with the most of the first migrations; empty if there is none. */
    Optional<Found> find() throws SQLException {
        Map<String, String> names = this.templates.names();
        for (int end = this.keys.size(); end > 0; end--) {
            String name = names.get(this.keys.get(end - 1));
            if (name != null) {
                return Optional.of(new Found(name, end));
            }
        }
        return Optional.empty();
    }

    /** Whether a database with all of this is worth keeping. */
    boolean mayKeep(@Nullable Found copied) {
        return this.whole && (copied == null || copied.migrations() < this.keys.size());
    }

    /** Keeps a copy of what was built; nobody is connected to it. Without one, the next reset is only slower. */
    void keep(String database) {
        try {
            this.templates.keep(database, this.keys.get(this.keys.size() - 1));
        } catch (SQLException noSpaceOrInUse) {
            // Nothing depends on it.
        }
    }

    /** What belongs to the database that was copied, and not to this copy: whose it is, and which checkout applied what. */
    static void adopt(DataSource copy, TrackerTable table) throws SQLException {
        try (Connection connection = copy.getConnection()) {
            connection.setAutoCommit(false);
            new DeveloperMark(table).set(connection);
            new KeptRollbacks(table).clear(connection);
            connection.commit();
        }
    }
}
