package io.github.appliedset.replay;

import io.github.appliedset.migration.ContentKeys;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.scratch.DatabaseTemplates;
import io.github.appliedset.scratch.ScratchDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Databases that earlier replays have left, with all of some migrations or the first of them. */
final class ReplayTemplates {

    /** Less is made again in a second or two, which is not worth a database that is kept. */
    private static final int WORTH_KEEPING = 300;

    private static final String RELATIONS =
            "SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.>=) 16384";

    /** What a session begins with, and migrations may depend on. */
    private static final String SETTINGS = """
            SELECT pg_catalog.string_agg(pg_catalog.concat(s.name, '=', s.setting), ' ' ORDER BY s.name)
            FROM pg_catalog.pg_settings s
            WHERE s.source OPERATOR(pg_catalog.=) ANY (ARRAY['client', 'database', 'user', 'database user', 'session'])""";

    private final DataSource beside;
    private final DatabaseTemplates templates;
    private final List<String> keys;
    private final boolean whole;

    private ReplayTemplates(DataSource beside, List<String> keys, boolean whole) {
        this.beside = beside;
        this.templates = DatabaseTemplates.beside(beside);
        this.keys = keys;
        this.whole = whole;
    }

    static ReplayTemplates of(Migrator migrator, List<Migration> inOrder) throws SQLException {
        DataSource beside = migrator.dataSource();
        String start = "replay " + migrator.schema() + '.' + migrator.table() + ' ' + one(beside, SETTINGS);
        List<String> keys = ContentKeys.of(inOrder, start);
        return new ReplayTemplates(beside, keys, keys.size() == inOrder.size());
    }

    /**
     * A copy.
     *
     * @param scratch the database
     * @param migrations how many of the first migrations are in it
     */
    record Copy(ScratchDatabase scratch, int migrations) {}

    /** A copy of the one with the most of the first migrations; empty if there is none. */
    Optional<Copy> copy() throws SQLException {
        Map<String, String> names = this.templates.names();
        for (int end = this.keys.size(); end > 0; end--) {
            String name = names.get(this.keys.get(end - 1));
            if (name != null) {
                int migrations = end;
                return ScratchDatabase.ofTemplate(name, this.beside).map(scratch -> new Copy(scratch, migrations));
            }
        }
        return Optional.empty();
    }

    /** Keeps what a replay has built, if there is much in it; nobody is connected to it. */
    void keep(ScratchDatabase scratch) throws SQLException {
        if (!this.whole || Integer.parseInt(one(scratch.dataSource(), RELATIONS)) < WORTH_KEEPING) {
            return;
        }
        try {
            this.templates.keep(scratch.name(), this.keys.get(this.keys.size() - 1));
        } catch (SQLException noSpaceOrInUse) {
            // Without it, the next replay is only slower.
        }
    }

    private static String one(DataSource dataSource, String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
