package io.github.appliedset.align;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.run.DevelopmentGuard;
import io.github.appliedset.scratch.DatabaseTemplates;
import io.github.appliedset.scratch.ScratchDatabase;
import io.github.appliedset.scratch.Sibling;
import io.github.appliedset.tracker.DeveloperMark;
import io.github.appliedset.tracker.TrackerTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A new database made by the migrations in place of a developer's own, which is kept under another name. The names change in
 * one transaction, at the end: until then nothing has happened to the old one.
 */
public final class Reset {

    private static final String KEPT = "_before_align";
    private static final String NEW = "_align_new_";
    private static final String RANDOM = "[0-9a-f]{32}";
    private static final int LONGEST_IDENTIFIER = 63;
    private static final int ATTEMPTS = 3;

    /** What CREATE DATABASE does not take over from a database that is not its template. */
    private static final String PROPERTIES = """
            SELECT 'ALTER DATABASE ' OPERATOR(pg_catalog.||) %1$s OPERATOR(pg_catalog.||) ' OWNER TO '
                   OPERATOR(pg_catalog.||) pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.datdba))
            FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
              AND pg_catalog.pg_get_userbyid(d.datdba) OPERATOR(pg_catalog.<>) CURRENT_USER
            UNION ALL
            SELECT 'REVOKE ALL ON DATABASE ' OPERATOR(pg_catalog.||) %1$s OPERATOR(pg_catalog.||) ' FROM PUBLIC'
            FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
              AND d.datacl IS NOT NULL
            UNION ALL
            SELECT 'GRANT ' OPERATOR(pg_catalog.||) a.privilege_type OPERATOR(pg_catalog.||) ' ON DATABASE '
                   OPERATOR(pg_catalog.||) %1$s OPERATOR(pg_catalog.||) ' TO ' OPERATOR(pg_catalog.||)
                   CASE WHEN CAST(a.grantee AS pg_catalog.text) OPERATOR(pg_catalog.=) '0' THEN 'PUBLIC'
                        ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
                   OPERATOR(pg_catalog.||) CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
            FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) a
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
              AND a.grantee OPERATOR(pg_catalog.<>) d.datdba
            UNION ALL
            SELECT 'COMMENT ON DATABASE ' OPERATOR(pg_catalog.||) %1$s OPERATOR(pg_catalog.||) ' IS '
                   OPERATOR(pg_catalog.||) pg_catalog.quote_literal(
                       pg_catalog.shobj_description(d.oid, CAST('pg_database' AS pg_catalog.name)))
            FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
              AND pg_catalog.shobj_description(d.oid, CAST('pg_database' AS pg_catalog.name)) IS NOT NULL""";

    /** As JSON, because the columns of the provider came with PostgreSQL 15 to 17. */
    private static final String LOCALE = """
            SELECT pg_catalog.concat(
                ' ENCODING ', pg_catalog.quote_literal(pg_catalog.pg_encoding_to_char(d.encoding)),
                ' LC_COLLATE ', pg_catalog.quote_literal(d.datcollate), ' LC_CTYPE ', pg_catalog.quote_literal(d.datctype),
                CASE WHEN l.provider OPERATOR(pg_catalog.=) 'i'
                     THEN pg_catalog.concat(' LOCALE_PROVIDER icu ICU_LOCALE ', pg_catalog.quote_literal(l.locale),
                                            ' ICU_RULES ' OPERATOR(pg_catalog.||) pg_catalog.quote_literal(l.rules))
                     WHEN l.provider OPERATOR(pg_catalog.=) 'b'
                     THEN pg_catalog.concat(' LOCALE_PROVIDER builtin BUILTIN_LOCALE ', pg_catalog.quote_literal(l.locale))
                     WHEN l.provider OPERATOR(pg_catalog.=) 'c' THEN ' LOCALE_PROVIDER libc' END)
            FROM pg_catalog.pg_database d
            CROSS JOIN LATERAL pg_catalog.to_jsonb(d) j
            CROSS JOIN LATERAL (SELECT j OPERATOR(pg_catalog.->>) 'datlocprovider',
                                       COALESCE(j OPERATOR(pg_catalog.->>) 'datlocale', j OPERATOR(pg_catalog.->>) 'daticulocale'),
                                       j OPERATOR(pg_catalog.->>) 'daticurules') l (provider, locale, rules)
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";

    /** Settings of the database, for everybody or for one role, as name and value. */
    private static final String SETTINGS = """
            SELECT CASE WHEN CAST(s.setrole AS pg_catalog.text) OPERATOR(pg_catalog.=) '0' THEN NULL
                        ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) END, c.setting
            FROM pg_catalog.pg_db_role_setting s
            JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.setdatabase
            CROSS JOIN pg_catalog.unnest(s.setconfig) AS c (setting)
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";

    private final Migrator migrator;

    private Reset(Migrator migrator) {
        this.migrator = migrator;
    }

    /** For the database of a migrator that was built for development. */
    public static Reset of(Migrator migrator) {
        return new Reset(migrator);
    }

    /**
     * What will be done.
     *
     * @param marked whether the database is known to be a developer's own
     * @param migrations how many migrations the new database is made by
     * @param name of the database
     * @param keptAs the new name of the present one
     */
    public record Plan(boolean marked, int migrations, String name, String keptAs) {}

    /**
     * Looks at the database; does nothing.
     *
     * @throws DevelopmentException if it may not be a developer's own, because of where it is
     */
    public Plan plan() {
        int migrations = this.migrator.onDisk().size();
        if (migrations == 0) {
            throw new DevelopmentException(
                    "No migration was found, so there is nothing to build a new database from. Nothing was done.",
                    "Check applied-set.locations, or name the folder: --applied-set.folder=...",
                    "align-refused",
                    null);
        }
        return this.migrator.within(run -> {
            new DevelopmentGuard(run.settings()).requireAllowed(run.session());
            Connection jdbc = run.session().jdbc();
            Set<String> names = new HashSet<>(names(jdbc));
            String name = run.session().database();
            String kept = with(name, KEPT);
            for (int number = 2; names.contains(kept); number++) {
                kept = with(name, KEPT + "_" + number);
            }
            boolean marked = new DeveloperMark(run.tracker().table()).isSet(jdbc);
            return new Plan(marked, migrations, name, kept);
        });
    }

    /** Only databases with a name that nobody else gives, and that nobody uses. */
    private static void dropLeftovers(Connection connection, String temporary) throws SQLException {
        String prefix = temporary.substring(0, temporary.lastIndexOf('_') + 1);
        for (String name : names(connection)) {
            if (name.startsWith(prefix) && name.substring(prefix.length()).matches(RANDOM)) {
                try {
                    execute(connection, "DROP DATABASE " + quoted(name));
                } catch (SQLException inUseOrNotOurs) {
                    // The next reset tries again.
                }
            }
        }
    }

    private static List<String> names(Connection jdbc) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = jdbc.createStatement();
                ResultSet rows = statement.executeQuery("SELECT d.datname FROM pg_catalog.pg_database d")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** A name with something behind it, whose characters stay whole where it has to become shorter. */
    static String with(String name, String suffix) {
        String base = name;
        while ((base + suffix).getBytes(StandardCharsets.UTF_8).length > LONGEST_IDENTIFIER) {
            base = base.substring(0, base.offsetByCodePoints(base.length(), -1));
        }
        return base + suffix;
    }

    /**
     * What was built.
     *
     * @param copied how many migrations were in a copy that an earlier reset had kept; 0 if everything has run
     * @param report what was applied beyond that
     */
    public record Built(int copied, MigrationReport report) {}

    /** Builds the new database, and exchanges them. */
    public Built carryOut(Plan plan) {
        String temporary = with(plan.name(), NEW + UUID.randomUUID().toString().replace("-", ""));
        DataSource old = this.migrator.dataSource();
        DataSource fresh = Sibling.of(old, temporary);
        try {
            String locale = locale(old);
            ResetTemplates templates = new ResetTemplates(DatabaseTemplates.beside(old), this.migrator, locale);
            Optional<ResetTemplates.Found> found = templates.find();
            Optional<ResetTemplates.Found> copied;
            List<String> properties;
            try (Connection connection = old.getConnection()) {
                dropLeftovers(connection, temporary);
                copied = found.filter(template -> isCopied(connection, template.name(), temporary));
                if (copied.isEmpty()) {
                    execute(connection, "CREATE DATABASE " + quoted(temporary) + " TEMPLATE template0" + locale);
                }
                properties = properties(connection, temporary);
            }
            Migrator migrator = this.migrator.toBuilder()
                    .dataSource(fresh)
                    .legacy(LegacyTool.NONE, null)
                    .baselineVersion(null)
                    .listeners(List.of())
                    .build();
            if (copied.isPresent()) {
                ResetTemplates.adopt(fresh, new TrackerTable(migrator.schema(), migrator.table()));
            }
            MigrationReport report = migrator.migrate();
            // Keeps the down SQL of what was copied, as of this checkout.
            Alignment.of(migrator).start();
            if (report.repeated().isEmpty() && templates.mayKeep(copied.orElse(null))) {
                templates.keep(temporary);
            }
            // Not through the pool: its connections end with all others.
            DataSource direct = Sibling.of(old, plan.name());
            try (ScratchDatabase elsewhere = ScratchDatabase.beside(direct);
                    Connection connection = elsewhere.dataSource().getConnection()) {
                for (String sql : properties) {
                    execute(connection, sql);
                }
                exchange(connection, plan, temporary);
            }
            return new Built(copied.map(ResetTemplates.Found::migrations).orElse(0), report);
        } catch (SQLException failure) {
            throw new DatabaseAccessException(
                    "The database could not be reset. The current one is unchanged.\n\nMessage: "
                            + failure.getMessage(),
                    "Fix the cause, and run the command again. The user needs the right to create databases (CREATEDB), and"
                            + " to own this one.",
                    "reset-failed",
                    failure);
        }
    }

    /** The encoding and locale of a database, for the one in its place. */
    static String locale(DataSource old) throws SQLException {
        try (Connection connection = old.getConnection()) {
            return one(connection, LOCALE).orElseThrow();
        }
    }

    private static boolean isCopied(Connection connection, String template, String temporary) {
        try {
            execute(connection, "CREATE DATABASE " + quoted(temporary) + " TEMPLATE " + quoted(template));
            return true;
        } catch (SQLException goneOrInUse) {
            // Another reset may drop it after it was found. Without it, everything runs.
            return false;
        }
    }

    /** The statements that make it like the present one. */
    private static List<String> properties(Connection connection, String temporary) throws SQLException {
        List<String> sql = new ArrayList<>();
        String name = quoted(temporary);
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(PROPERTIES.formatted(SqlLiteral.of(name)))) {
                while (rows.next()) {
                    sql.add(rows.getString(1));
                }
            }
            try (ResultSet rows = statement.executeQuery(SETTINGS)) {
                while (rows.next()) {
                    sql.add(setting(name, rows.getString(1), rows.getString(2)));
                }
            }
        }
        return sql;
    }

    /** A list is kept as it was written, and written so again. */
    private static String setting(String database, @Nullable String role, String setting) {
        String[] parts = setting.split("=", 2);
        boolean list = parts[0].matches("search_path|.*_preload_libraries|temp_tablespaces|datestyle");
        return (role == null ? "ALTER DATABASE " + database : "ALTER ROLE " + role + " IN DATABASE " + database)
                + " SET " + parts[0] + " = " + (list && !parts[1].isEmpty() ? parts[1] : SqlLiteral.of(parts[1]));
    }

    /** PostgreSQL renames a database only while nobody is connected. */
    private static void exchange(Connection connection, Plan plan, String temporary) throws SQLException {
        connection.setAutoCommit(false);
        for (int attempt = 1; ; attempt++) {
            try {
                end(connection, plan.name());
                end(connection, temporary);
                execute(connection, "ALTER DATABASE " + quoted(plan.name()) + " RENAME TO " + quoted(plan.keptAs()));
                execute(connection, "ALTER DATABASE " + quoted(temporary) + " RENAME TO " + quoted(plan.name()));
                connection.commit();
                return;
            } catch (SQLException failure) {
                connection.rollback();
                if (attempt == ATTEMPTS || !SqlState.OBJECT_IN_USE.equals(failure.getSQLState())) {
                    throw failure;
                }
            }
        }
    }

    private static void end(Connection connection, String database) throws SQLException {
        execute(
                connection,
                "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
                        + " WHERE a.datname OPERATOR(pg_catalog.=) " + SqlLiteral.of(database));
    }

    private static Optional<String> one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
