package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandler;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;

/**
 * Sends the statements of a transaction in one round trip, and still knows which one failed: PostgreSQL answers in
 * order, and skips everything after an error.
 *
 * <p>Bypasses JDBC and uses the driver's internal interface, as the driver does for its own statements. A JDBC batch is
 * no substitute: it reports the position of an error only in the text of its message, and ends queries after their
 * first row.
 */
final class Pipeline implements Statements {

    /**
     * Bytes of SQL sent before an answer is read. They must fit into the network buffers: a server whose warnings are
     * not read stops reading, too.
     */
    private static final int LONGEST = 30_000;

    private static final String COMMIT = "COMMIT";
    private static final String AFTER_COMMIT = "After the commit, the driver reported: {}";
    private static final Log log = Log.of(Pipeline.class);

    /** Resolved together with this class: a driver without the method is noticed before anything is sent. */
    private static final Execution EXECUTION = QueryExecutor::execute;

    private static final FirstColumn FIRST_COLUMN = Tuple::get;

    private final Session session;
    private final List<Part> parts = new ArrayList<>();
    private int length;

    private record Part(String sql, Refusal refusal) {}

    private interface Execution {

        void by(
                QueryExecutor driver,
                Query query,
                @Nullable ParameterList parameters,
                ResultHandler handler,
                int maxRows,
                int fetchSize,
                int flags)
                throws SQLException;
    }

    private interface FirstColumn {

        byte @Nullable [] of(Tuple row, int index);
    }

    Pipeline(Session session) {
        this.session = session;
    }

    /**
     * Does everything that sending takes, except to send.
     *
     * @throws LinkageError if this driver lacks a class or a method
     * @throws SQLException if the connection is not this driver's
     */
    static void rehearse(Connection jdbc) throws SQLException {
        Query query = together(executor(jdbc), List.of(COMMIT, COMMIT));
        Answers answers = new Answers(1, true);
        ResultHandler asTheDriverSeesThem = answers;
        asTheDriverSeesThem.handleCommandStatus(COMMIT, 0, 0);
        asTheDriverSeesThem.handleResultRows(query, new Field[0], List.of(), null);
        if (!answers.committed || answers.complete != 2) {
            throw new IncompatibleClassChangeError("the driver hands out answers in a different way");
        }
    }

    /** Queues a statement, to be sent with the next ones; sends the queued ones first if it does not fit. */
    @Override
    public void add(String sql, Refusal refusal) throws SQLException, StepEnded {
        int bytes = sql.getBytes(StandardCharsets.UTF_8).length;
        if (this.length + bytes > LONGEST) {
            flush();
        }
        this.parts.add(new Part(sql, refusal));
        this.length += bytes;
    }

    /** Sends the queued statements, and waits for the answers. */
    @Override
    public void flush() throws SQLException, StepEnded {
        send(false);
    }

    /** Sends the queued statements and a commit. */
    @Override
    public void commit() throws SQLException, StepEnded {
        add(COMMIT, failure -> StepEnded.failed(StatementFailure.atCommit(failure)));
        send(true, null);
    }

    @Override
    public @Nullable String commitAnd(String sql) throws SQLException, StepEnded {
        add(COMMIT, failure -> StepEnded.failed(StatementFailure.atCommit(failure)));
        return send(true, sql);
    }

    private void send(boolean commits) throws SQLException, StepEnded {
        send(commits, null);
    }

    private @Nullable String send(boolean commits, @Nullable String query) throws SQLException, StepEnded {
        if (this.parts.isEmpty()) {
            return null;
        }
        List<Part> sent = List.copyOf(this.parts);
        this.parts.clear();
        this.length = 0;
        List<String> texts = new ArrayList<>(sent.stream().map(Part::sql).toList());
        if (query != null) {
            texts.add(query);
        }
        Answers answers = new Answers(sent.size(), commits);
        try {
            send(texts, answers);
        } catch (SQLException failure) {
            if (answers.committed) {
                // If the connection is broken, its next use will show; the driver may also only doubt what it sent.
                log.warn(AFTER_COMMIT, Lines.quoted(failure.getMessage()));
                return null;
            }
            if (commits && answers.leaveInDoubt(failure)) {
                throw StepEnded.failed(StatementFailure.of(Kind.IN_DOUBT, failure));
            }
            throw sent.get(Math.min(answers.complete, sent.size() - 1))
                    .refusal()
                    .of(failure);
        }
        if (answers.complete < sent.size() || commits && !answers.committed) {
            throw StepEnded.failed(StatementFailure.of(Kind.LOCK_GONE, null));
        }
        return answers.text;
    }

    private void send(List<String> texts, Answers answers) throws SQLException {
        QueryExecutor driver = executor(this.session.jdbc());
        EXECUTION.by(driver, together(driver, texts), null, answers, 0, 0, QueryExecutor.QUERY_ONESHOT);
    }

    private static QueryExecutor executor(Connection jdbc) throws SQLException {
        return jdbc.unwrap(BaseConnection.class).getQueryExecutor();
    }

    private static Query together(QueryExecutor driver, List<String> texts) {
        // Already split by our reader: the driver's would split some function bodies.
        return driver.wrap(texts.stream()
                .map(text -> new NativeQuery(text, null, false, SqlCommand.BLANK))
                .toList());
    }

    /** Counts the answers. */
    private static final class Answers extends ResultHandlerBase {

        private final int expected;
        private final boolean commits;
        private final WarningLog warnings = new WarningLog();
        private int complete;
        private boolean committed;
        private @Nullable String text;

        Answers(int expected, boolean commits) {
            this.expected = expected;
            this.commits = commits;
        }

        /**
         * Whether the failure leaves open if the transaction was committed. It does not if the server refused an
         * earlier statement, even as its last message; a pooler's last message has class 08.
         */
        boolean leaveInDoubt(SQLException failure) {
            boolean refused = DatabaseErrors.server(failure) != null && !DatabaseErrors.is(failure, "08");
            return DatabaseErrors.isConnectionLost(failure) && (!refused || atCommit());
        }

        private boolean atCommit() {
            return this.commits && this.complete == this.expected - 1;
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> rows, @Nullable ResultCursor cursor) {
            boolean isQuery = this.complete == (this.commits ? this.expected : 0);
            byte[] value = isQuery && !rows.isEmpty() ? FIRST_COLUMN.of(rows.get(0), 0) : null;
            this.text = value == null ? null : new String(value, StandardCharsets.UTF_8);
            completeOne();
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            // A transaction that has failed answers its COMMIT with ROLLBACK.
            this.committed |= atCommit() && status.equals(COMMIT);
            completeOne();
        }

        private void completeOne() {
            this.warnings.end();
            this.complete++;
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // For example: committed here, but the wait for a synchronous standby was cancelled.
            this.warnings.add(atCommit() ? "PostgreSQL at commit" : "PostgreSQL", warning);
        }
    }
}
