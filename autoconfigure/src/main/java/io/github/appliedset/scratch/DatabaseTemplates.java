package io.github.appliedset.scratch;

import io.github.appliedset.Internal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Databases that are kept to be copied, so that the same migrations need not run again: of one user, on the server of another
 * database. At most four, for at most a week; who wants them gone drops them. What is in one is told by its comment, the key.
 */
@Internal
public final class DatabaseTemplates {

    private static final String PREFIX = "applied_set_template_";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(?<at>\\d{1,12})_[0-9a-f]{16}");
    private static final String COMMENT = "A template of applied-set, which may be dropped: ";
    private static final int MOST = 4;
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Another user may have made one of the same name, with whatever in it. */
    private static final String OWN = """
            SELECT d.datname, pg_catalog.shobj_description(d.oid, CAST('pg_database' AS pg_catalog.name))
            FROM pg_catalog.pg_database d
            WHERE pg_catalog.pg_get_userbyid(d.datdba) OPERATOR(pg_catalog.=) CURRENT_USER
              AND pg_catalog.starts_with(CAST(d.datname AS pg_catalog.text), ?)
              AND NOT d.datallowconn""";

    private final DataSource beside;

    private DatabaseTemplates(DataSource beside) {
        this.beside = beside;
    }

    /** On the server of a database, for its user. */
    public static DatabaseTemplates beside(DataSource dataSource) {
        return new DatabaseTemplates(dataSource);
    }

    private record Template(String name, Instant since, String key) {}

    /** The names of those that are young enough, by their keys. Each may be gone by the time it is copied. */
    public Map<String, String> names() throws SQLException {
        try (Connection connection = this.beside.getConnection()) {
            Instant oldest = Instant.now().minus(LONGEST);
            return all(connection).stream()
                    .filter(template -> !template.since().isBefore(oldest))
                    .collect(Collectors.toMap(Template::key, Template::name, (one, same) -> one));
        }
    }

    /**
     * Keeps a copy of a database, and drops the copies that are too old or too many.
     *
     * @param database nobody may be connected to it
     * @param key what is in it
     */
    public void keep(String database, String key) throws SQLException {
        String name = PREFIX + Instant.now().getEpochSecond() + "_"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        try (Connection connection = this.beside.getConnection()) {
            execute(
                    connection,
                    "CREATE DATABASE " + name + " TEMPLATE \"" + database.replace("\"", "\"\"")
                            + "\" ALLOW_CONNECTIONS false");
            execute(connection, "COMMENT ON DATABASE " + name + " IS '" + (COMMENT + key).replace("'", "''") + "'");
            dropOthers(connection, name, key);
        }
    }

    private static void dropOthers(Connection connection, String kept, String key) throws SQLException {
        Instant oldest = Instant.now().minus(LONGEST);
        List<Template> youngestFirst = all(connection).stream()
                .filter(template -> !template.name().equals(kept))
                .sorted(Comparator.comparing(Template::since).reversed())
                .toList();
        int others = 0;
        for (Template template : youngestFirst) {
            boolean stays = !template.key().equals(key) && !template.since().isBefore(oldest) && others < MOST - 1;
            if (stays) {
                others++;
                continue;
            }
            try {
                execute(connection, "DROP DATABASE " + template.name());
            } catch (SQLException inUseOrGone) {
                // Somebody copies it now; the next one that is kept tries again.
            }
        }
    }

    private static List<Template> all(Connection connection) throws SQLException {
        List<Template> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OWN)) {
            statement.setString(1, PREFIX);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Matcher name = NAME.matcher(rows.getString(1));
                    String comment = rows.getString(2);
                    if (name.matches()) {
                        all.add(new Template(
                                rows.getString(1),
                                Instant.ofEpochSecond(Long.parseLong(name.group("at"))),
                                // A copy that a kill has left without its comment has no key, and goes like the others.
                                comment != null && comment.startsWith(COMMENT)
                                        ? comment.substring(COMMENT.length())
                                        : ""));
                    }
                }
            }
        }
        return all;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }
}
