package io.github.appliedset.declared;

import io.github.appliedset.script.SqlStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of a declared schema in an empty database. One that misses something is tried again after the others,
 * so that the order of files does not matter.
 */
public final class DeclaredSchema {

    /** Something that a later statement may make: a relation, a column, a type, a function, a schema, a key. */
    private static final Set<String> MISSING = Set.of("42P01", "42703", "42704", "42883", "3F000", "42830", "42P16");

    private static final Set<String> DUPLICATE =
            Set.of("42P07", "42701", "42710", "42723", "42P06", "42P16", "42P04", "42712");

    /** More would hold more locks than a server has room for. */
    private static final int AT_ONCE = 100;

    private static final String UNKNOWN_SETTING = "42704";

    /** Where each name was made, by the transaction that made it. */
    private static final String MAKER = """
            SELECT k.xmin::text FROM pg_catalog.pg_type k WHERE k.typname = ?
             UNION ALL SELECT c.xmin::text FROM pg_catalog.pg_class c WHERE c.relname = ?
             UNION ALL SELECT a.xmin::text FROM pg_catalog.pg_attribute a WHERE a.attname = ? AND a.attrelid >= 16384
             UNION ALL SELECT o.xmin::text FROM pg_catalog.pg_constraint o WHERE o.conname = ?
             UNION ALL SELECT p.xmin::text FROM pg_catalog.pg_proc p WHERE p.proname = ?
             UNION ALL SELECT t.xmin::text FROM pg_catalog.pg_trigger t WHERE t.tgname = ?
             UNION ALL SELECT y.xmin::text FROM pg_catalog.pg_policy y WHERE y.polname = ?""";

    private static final String REPLACED = """
            SELECT 'pg_proc', p.oid::text FROM pg_catalog.pg_proc p
             WHERE p.xmin = pg_catalog.pg_current_xact_id()::pg_catalog.xid
             UNION ALL SELECT 'pg_class', r.ev_class::text FROM pg_catalog.pg_rewrite r
             WHERE r.xmin = pg_catalog.pg_current_xact_id()::pg_catalog.xid""";

    private final Connection connection;
    private final Map<String, DeclaredStatement> makers = new HashMap<>();
    private final Map<String, DeclaredStatement> replaceable = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable DeclaredStatement last;

    private DeclaredSchema(Connection connection) {
        this.connection = connection;
    }

    /**
     * What came of it.
     *
     * @param problems each with its place; empty if everything was declared
     * @param notes the places of statements that had to wait for others; empty if none had to
     */
    public record Outcome(List<String> problems, List<String> notes) {}

    /**
     * Runs all statements.
     *
     * @param connection to an empty database, not in a transaction
     */
    public static Outcome declare(Connection connection, DeclaredFiles files) throws SQLException {
        DeclaredSchema schema = new DeclaredSchema(connection);
        connection.setAutoCommit(false);
        try {
            schema.reset();
            schema.run(files.statements());
        } finally {
            connection.rollback();
            schema.reset();
            connection.setAutoCommit(true);
        }
        return new Outcome(schema.problems, schema.notes);
    }

    /**
     * The same for many statements, faster: several go to the server at once. If one fails, or is in doubt, nothing comes of it,
     * and {@link #declare} says in another database what is wrong.
     */
    public static Optional<Outcome> declareTogether(Connection connection, DeclaredFiles files) throws SQLException {
        DeclaredSchema schema = new DeclaredSchema(connection);
        connection.setAutoCommit(false);
        try {
            schema.reset();
            return schema.runTogether(files.statements()) && schema.problems.isEmpty()
                    ? Optional.of(new Outcome(List.of(), schema.notes))
                    : Optional.empty();
        } finally {
            connection.rollback();
            schema.reset();
            connection.setAutoCommit(true);
        }
    }

    private boolean runTogether(List<DeclaredStatement> statements) throws SQLException {
        List<DeclaredStatement> together = new ArrayList<>();
        for (DeclaredStatement statement : statements) {
            boolean goesOn = statement.isPlain()
                    && together.size() < AT_ONCE
                    && (together.isEmpty() || together.get(0).settings().equals(statement.settings()));
            if (!goesOn && !runBatch(together)) {
                return false;
            }
            if (statement.isPlain()) {
                together.add(statement);
            } else if (!statement.setsUp() && attempt(statement) != null) {
                return false;
            }
        }
        return runBatch(together);
    }

    private boolean runBatch(List<DeclaredStatement> together) throws SQLException {
        if (together.isEmpty()) {
            return true;
        }
        try (Statement jdbc = this.connection.createStatement()) {
            setUp(together.get(0), jdbc);
            jdbc.setEscapeProcessing(false);
            for (DeclaredStatement statement : together) {
                jdbc.addBatch(statement.sql());
            }
            jdbc.executeBatch();
            this.connection.commit();
            together.clear();
            return true;
        } catch (SQLException failure) {
            this.connection.rollback();
            return false;
        }
    }

    private void run(List<DeclaredStatement> statements) throws SQLException {
        List<DeclaredStatement> waiting =
                statements.stream().filter(statement -> !statement.setsUp()).toList();
        Map<DeclaredStatement, SQLException> refused = new HashMap<>();
        List<String> waited = new ArrayList<>();
        boolean first = true;
        while (!waiting.isEmpty()) {
            List<DeclaredStatement> stillWaiting = new ArrayList<>();
            for (DeclaredStatement statement : waiting) {
                SQLException failure = attempt(statement);
                if (failure == null) {
                    if (!first) {
                        waited.add(statement.place());
                    }
                } else if (MISSING.contains(Objects.requireNonNullElse(failure.getSQLState(), ""))) {
                    refused.put(statement, failure);
                    stillWaiting.add(statement);
                } else {
                    this.problems.add(problem(statement, failure));
                }
            }
            if (stillWaiting.size() == waiting.size()) {
                for (DeclaredStatement statement : stillWaiting) {
                    this.problems.add(problem(statement, Objects.requireNonNull(refused.get(statement))));
                }
                return;
            }
            waiting = stillWaiting;
            first = false;
        }
        if (!waited.isEmpty()) {
            this.notes.add("Read after the statements that they need: " + String.join("; ", waited));
        }
    }

    private @Nullable SQLException attempt(DeclaredStatement statement) throws SQLException {
        if (statement.runsOutsideATransaction()) {
            return attemptAlone(statement);
        }
        try (Statement jdbc = this.connection.createStatement()) {
            setUp(statement, jdbc);
            jdbc.setEscapeProcessing(false);
            jdbc.execute(statement.sql());
            notice(statement, jdbc.getWarnings());
            if (statement.dropsWhatMayBeThere() && hasChangedSomething(jdbc)) {
                takesAway(statement);
            }
            remember(statement, jdbc);
            this.connection.commit();
            return null;
        } catch (SQLException failure) {
            this.connection.rollback();
            return failure;
        }
    }

    /** Nothing else is connected to the database, so that it waits for nobody. */
    private @Nullable SQLException attemptAlone(DeclaredStatement statement) throws SQLException {
        try (Statement jdbc = this.connection.createStatement()) {
            setUp(statement, jdbc);
            this.connection.setAutoCommit(true);
            jdbc.setEscapeProcessing(false);
            jdbc.execute(statement.sql());
            if (statement.dropsWhatMayBeThere() && jdbc.getWarnings() == null) {
                takesAway(statement);
            }
            notice(statement, jdbc.getWarnings());
            return null;
        } catch (SQLException failure) {
            return failure;
        } finally {
            this.connection.setAutoCommit(false);
        }
    }

    private void takesAway(DeclaredStatement statement) {
        this.problems.add(statement.place() + ": removes something that is declared elsewhere. Remove one of them.");
    }

    private static boolean hasChangedSomething(Statement jdbc) throws SQLException {
        try (ResultSet row = jdbc.executeQuery("SELECT pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** What a file sets holds for the rest of that file only. */
    private void setUp(DeclaredStatement statement, Statement jdbc) throws SQLException {
        DeclaredStatement before = this.last;
        if (before != null && before.settings().equals(statement.settings())) {
            return;
        }
        reset();
        for (SqlStatement setting : statement.settings()) {
            try {
                jdbc.execute(setting.text());
                this.connection.commit();
            } catch (SQLException failure) {
                this.connection.rollback();
                report(statement.file() + ", " + setting.position(), setting, failure);
            }
        }
        this.last = statement;
    }

    /** {@code RESET ALL} leaves the role as it is. */
    private void reset() throws SQLException {
        try (Statement jdbc = this.connection.createStatement()) {
            jdbc.execute("RESET SESSION AUTHORIZATION");
            jdbc.execute("RESET ROLE");
            jdbc.execute("RESET ALL");
            // Each statement is committed, and none has to survive a crash of the server.
            jdbc.execute("SET synchronous_commit = off");
        }
        this.connection.commit();
    }

    /** A dump by a newer version sets what an older server does not know, and means its default. */
    private void report(String place, SqlStatement setting, SQLException failure) {
        String message = firstLine(Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
        String lower = setting.text().toLowerCase(Locale.ROOT);
        boolean isUnknown = UNKNOWN_SETTING.equals(failure.getSQLState())
                && !lower.contains("role")
                && !lower.contains("authorization");
        String text = place + ": " + message + (isUnknown ? ", so the statement was left out" : "");
        List<String> reports = isUnknown ? this.notes : this.problems;
        if (!reports.contains(text)) {
            reports.add(text);
        }
    }

    private void notice(DeclaredStatement statement, @Nullable SQLWarning warnings) throws SQLException {
        for (SQLWarning each = warnings; each != null; each = each.getNextWarning()) {
            if (DUPLICATE.contains(Objects.requireNonNullElse(each.getSQLState(), "")) && !statement.mayBeRepeated()) {
                this.problems.add(twice(statement, each.getMessage()));
            }
        }
    }

    private void remember(DeclaredStatement statement, Statement jdbc) throws SQLException {
        if (!statement.firstWord().equals("CREATE") && !statement.firstWord().equals("ALTER")) {
            return;
        }
        try (ResultSet row = jdbc.executeQuery("SELECT pg_catalog.pg_current_xact_id()::pg_catalog.xid::text")) {
            row.next();
            this.makers.put(row.getString(1), statement);
        }
        if (statement.statement().words().contains("FUNCTION")
                || statement.statement().words().contains("PROCEDURE")
                || statement.statement().words().contains("VIEW")) {
            rememberReplaceable(statement, jdbc);
        }
    }

    private void rememberReplaceable(DeclaredStatement statement, Statement jdbc) throws SQLException {
        try (ResultSet rows = jdbc.executeQuery(REPLACED)) {
            while (rows.next()) {
                DeclaredStatement before = this.replaceable.put(rows.getString(1) + " " + rows.getString(2), statement);
                if (before != null
                        && before != statement
                        && !before.standsInForAView()
                        && statement.firstWord().equals("CREATE")) {
                    this.problems.add(statement.place() + ": declares something that " + before.place()
                            + " declares. Keep one of them.");
                }
            }
        }
    }

    private String problem(DeclaredStatement statement, SQLException failure) throws SQLException {
        String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return DUPLICATE.contains(Objects.requireNonNullElse(failure.getSQLState(), ""))
                ? twice(statement, message)
                : statement.place() + ": " + firstLine(message);
    }

    private String twice(DeclaredStatement statement, @Nullable String message) throws SQLException {
        String text = firstLine(Objects.requireNonNullElse(message, "it exists already"));
        return statement.place() + ": " + text
                + maker(text)
                        .filter(place -> !place.equals(statement.place()))
                        .map(place -> ", declared in " + place)
                        .orElse("")
                + ". Keep one of them.";
    }

    private Optional<String> maker(String message) throws SQLException {
        Set<String> places = new LinkedHashSet<>();
        for (String name : quoted(message)) {
            try (PreparedStatement query = this.connection.prepareStatement(MAKER)) {
                for (int parameter = 1; parameter <= 7; parameter++) {
                    query.setString(parameter, name);
                }
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        DeclaredStatement maker = this.makers.get(rows.getString(1));
                        if (maker != null) {
                            places.add(maker.place());
                        }
                    }
                }
            }
            this.connection.rollback();
            if (!places.isEmpty()) {
                return places.stream().findFirst();
            }
        }
        return Optional.empty();
    }

    private static List<String> quoted(String message) {
        List<String> names = new ArrayList<>();
        int from = message.indexOf('"');
        while (from >= 0) {
            int to = message.indexOf('"', from + 1);
            if (to < 0) {
                break;
            }
            names.add(message.substring(from + 1, to));
            from = message.indexOf('"', to + 1);
        }
        return names;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
