package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.SessionReset;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
 * Sends the statements of one or several transactions in one round trip, and still knows which one failed: PostgreSQL answers in
 * order, and skips everything after an error.
 *
 * <p>Bypasses JDBC and uses the driver's internal interface, as the driver does for its own statements. A JDBC batch is not
 * a substitute: it reports the position of an error only in the text of its message, and ends queries after their first row.
 */
final class Pipeline implements Statements {

    /**
     * Bytes of SQL sent before an answer is read. They must fit into the network buffers: a server whose warnings are
     * not read stops reading, too.
     */
    private static final int LONGEST = 48_000;

    /** More than most migrations have, with the statements around them. A longer one takes another round trip. */
    private static final int ROOM_FOR_ANOTHER = 6_000;

    private static final String COMMIT = "COMMIT";
    private static final Part WITHOUT_WAITING =
            new Part("SET LOCAL synchronous_commit = off", Refusal.in(Kind.ROW), null, null);
    private static final Part WAITING =
            new Part("SET LOCAL synchronous_commit TO DEFAULT", Refusal.in(Kind.ROW), null, null);
    private static final String AFTER_COMMIT = "After the commit, the driver reported: {}";
    private static final Log log = Log.of(Pipeline.class);

    /** Resolved together with this class: a driver without the method is noticed before anything is sent. */
    private static final Execution EXECUTION = QueryExecutor::execute;

    private static final FirstColumn FIRST_COLUMN = Tuple::get;

    private final Session session;
    private final List<Part> parts = new ArrayList<>();
    private int length;
    private int begun;

    /**
     * A statement.
     *
     * @param committed what to do after a commit; null for any other statement
     * @param answer receives the text that a query returns; null if nothing does
     */
    private record Part(
            String sql,
            Refusal refusal,
            @Nullable Runnable committed,
            @Nullable Consumer<String> answer) {

        static Part commit(Runnable committed) {
            return new Part(COMMIT, Refusal.AT_COMMIT, committed, null);
        }

        boolean isCommit() {
            return this.committed != null;
        }
    }

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
     * Does everything that sending involves, except the sending.
     *
     * @throws LinkageError if this driver lacks a class or a method
     * @throws SQLException if the connection is not this driver's
     */
    static void rehearse(Connection jdbc) throws SQLException {
        Query query = together(executor(jdbc), List.of(COMMIT, COMMIT));
        Answers answers = new Answers(List.of(Part.commit(() -> {})));
        ResultHandler asTheDriverSeesThem = answers;
        asTheDriverSeesThem.handleCommandStatus(COMMIT, 0, 0);
        asTheDriverSeesThem.handleResultRows(query, new Field[0], List.of(), null);
        if (!answers.committedAtTheEnd() || answers.complete != 2) {
            throw new IncompatibleClassChangeError("the driver hands out answers in a different way");
        }
    }

    /** Queues a statement, to be sent with the next ones; sends the queued ones first if it does not fit. */
    @Override
    public void add(String sql, Refusal refusal) throws SQLException, StepEnded {
        add(new Part(sql, refusal, null, null));
    }

    @Override
    public void ask(String sql, Refusal refusal, Consumer<String> answer) throws SQLException, StepEnded {
        add(new Part(sql, refusal, null, answer));
    }

    private void add(Part part) throws SQLException, StepEnded {
        int bytes = part.sql().getBytes(StandardCharsets.UTF_8).length;
        if (this.length + bytes > LONGEST) {
            flush();
        }
        this.parts.add(part);
        this.length += bytes;
    }

    @Override
    public boolean hasRoomForAnother() {
        return this.length + ROOM_FOR_ANOTHER <= LONGEST;
    }

    @Override
    public void commitAndGoOn(Runnable committed, SessionReset reset, Refusal refusal) throws SQLException, StepEnded {
        add(Part.commit(committed));
        for (String sql : reset.statementsBetween()) {
            add(sql, refusal);
        }
        add("BEGIN", refusal);
        this.begun = this.parts.size();
    }

    @Override
    public void dropUnsent() {
        this.parts.subList(this.begun, this.parts.size()).clear();
    }

    /** Sends the queued statements, and waits for the answers. */
    @Override
    public void flush() throws SQLException, StepEnded {
        send(List.of());
    }

    /** Sends the queued statements and a commit. */
    @Override
    public void commit() throws SQLException, StepEnded {
        add(Part.commit(() -> {}));
        send(List.of());
    }

    @Override
    public boolean commitAnd(SessionReset reset) throws SQLException, StepEnded {
        add(Part.commit(() -> {}));
        return send(reset.statements());
    }

    /** Returns whether everything was done, including what follows the last commit. */
    private boolean send(List<String> behind) throws SQLException, StepEnded {
        if (this.parts.isEmpty()) {
            return true;
        }
        boolean lazily = this.session.commitsLazily() && last(this.parts).isCommit();
        List<Part> sent = lazily ? waitingOnce() : List.copyOf(this.parts);
        this.parts.clear();
        this.length = 0;
        this.begun = 0;
        List<String> texts = new ArrayList<>(sent.stream().map(Part::sql).toList());
        texts.addAll(behind);
        Answers answers = new Answers(sent);
        try {
            send(texts, answers);
        } catch (SQLException failure) {
            boolean unwritten = lazily && answers.haveCommitted() && !answers.committedAtTheEnd();
            boolean inDoubt = answers.leaveInDoubt(failure) || unwritten && DatabaseErrors.isConnectionLost(failure);
            if (unwritten && !inDoubt) {
                awaitDisk();
            }
            if (!unwritten || !inDoubt) {
                answers.passOn();
            }
            if (answers.committedAtTheEnd()) {
                // If the connection is broken, its next use will show it; the driver may merely doubt what it sent.
                log.warn(AFTER_COMMIT, Lines.quoted(failure.getMessage()));
                return false;
            }
            if (inDoubt) {
                throw StepEnded.failed(StatementFailure.of(Kind.IN_DOUBT, failure));
            }
            throw sent.get(Math.min(answers.complete, sent.size() - 1))
                    .refusal()
                    .of(failure);
        }
        if (!answers.areAllGood()) {
            if (lazily) {
                awaitDisk();
            }
            answers.passOn();
            throw StepEnded.failed(StatementFailure.of(Kind.LOCK_GONE, null));
        }
        answers.passOn();
        return answers.complete == texts.size();
    }

    /** If the last commit waits for the disk, those before it need not: the log is written in its order. */
    private List<Part> waitingOnce() {
        List<Part> waiting = new ArrayList<>();
        for (Part part : this.parts) {
            if (part.isCommit()) {
                boolean isLast = part == last(this.parts);
                if (!isLast) {
                    waiting.add(WITHOUT_WAITING);
                } else if (waiting.contains(WITHOUT_WAITING)) {
                    // Its file may have turned the wait off, which was meant for that file alone.
                    waiting.add(WAITING);
                }
            }
            waiting.add(part);
        }
        return waiting;
    }

    private static Part last(List<Part> parts) {
        return parts.get(parts.size() - 1);
    }

    /** A server that crashes now may lose what it has committed. */
    private void awaitDisk() throws StepEnded {
        try {
            this.session.awaitDisk();
        } catch (SQLException failure) {
            throw StepEnded.failed(StatementFailure.of(Kind.IN_DOUBT, failure));
        }
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

        private final List<Part> sent;
        private final List<Runnable> news = new ArrayList<>();
        private final WarningLog warnings = new WarningLog(this::say);
        private int complete;
        private int goodUntil;

        Answers(List<Part> sent) {
            this.sent = sent;
        }

        /**
         * Whether the failure leaves open if a transaction was committed. It does not if the server refused an
         * earlier statement, even as its last message; a pooler's last message has class 08.
         */
        boolean leaveInDoubt(SQLException failure) {
            boolean refused = DatabaseErrors.server(failure) != null && !DatabaseErrors.is(failure, "08");
            boolean commits = this.sent.stream().skip(this.complete).anyMatch(Part::isCommit);
            return commits && DatabaseErrors.isConnectionLost(failure) && (!refused || atCommit());
        }

        boolean areAllGood() {
            return this.goodUntil >= this.sent.size();
        }

        /** Whether a transaction was committed. */
        boolean haveCommitted() {
            return this.sent.stream().limit(this.goodUntil).anyMatch(Part::isCommit);
        }

        /** Whether the last statement was a commit, and it succeeded. */
        boolean committedAtTheEnd() {
            return areAllGood() && last(this.sent).isCommit();
        }

        /** Passes the answers on, now that the driver has read them. */
        void passOn() {
            this.news.forEach(Runnable::run);
            this.news.clear();
        }

        /** At once, unless something earlier is waiting. */
        private void say(Runnable line) {
            if (this.news.isEmpty()) {
                line.run();
            } else {
                this.news.add(line);
            }
        }

        private @Nullable Part part() {
            return this.complete < this.sent.size() ? this.sent.get(this.complete) : null;
        }

        private boolean atCommit() {
            Part part = part();
            return part != null && part.isCommit();
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> rows, @Nullable ResultCursor cursor) {
            Part part = part();
            Consumer<String> answer = part == null ? null : part.answer();
            byte[] value = answer == null || rows.isEmpty() ? null : FIRST_COLUMN.of(rows.get(0), 0);
            if (answer != null && value != null) {
                String told = new String(value, StandardCharsets.UTF_8);
                this.news.add(() -> answer.accept(told));
            }
            completeOne(true);
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            Part part = part();
            Runnable committed = part == null ? null : part.committed();
            // A transaction that has failed answers its COMMIT with ROLLBACK.
            boolean good = committed == null || status.equals(COMMIT);
            if (good && committed != null && this.goodUntil == this.complete) {
                this.news.add(committed);
            }
            completeOne(good);
        }

        private void completeOne(boolean good) {
            this.warnings.end();
            if (good && this.goodUntil == this.complete) {
                this.goodUntil++;
            }
            this.complete++;
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // For example: committed here, but the wait for a synchronous standby was cancelled.
            this.warnings.add(atCommit() ? "PostgreSQL at commit" : "PostgreSQL", warning);
        }
    }
}
