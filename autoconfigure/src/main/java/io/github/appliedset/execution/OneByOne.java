package io.github.appliedset.execution;

import io.github.appliedset.session.SessionReset;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/** Sends each statement by itself, through JDBC and anything that the application has put in front of the driver. */
final class OneByOne implements Statements {

    private static final Log log = Log.of(OneByOne.class);

    private final Connection connection;

    OneByOne(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void add(String sql, Refusal refusal) throws SQLException, StepEnded {
        try {
            PlainStatement.execute(this.connection, sql, false);
        } catch (SQLException failure) {
            throw refusal.of(failure);
        }
    }

    @Override
    public void ask(String sql, Refusal refusal, Consumer<String> answer) throws SQLException, StepEnded {
        try (Statement statement = this.connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                answer.accept(row.getString(1));
            }
        } catch (SQLException failure) {
            throw refusal.of(failure);
        }
    }

    @Override
    public boolean hasRoomForAnother() {
        return false;
    }

    @Override
    public void commitAndGoOn(Runnable committed, SessionReset reset, Refusal refusal) throws SQLException, StepEnded {
        commit();
        committed.run();
        try {
            execute(reset);
        } catch (SQLException failure) {
            throw refusal.of(failure);
        }
    }

    @Override
    public void dropUnsent() {
        // Each statement has been sent.
    }

    @Override
    public void flush() {
        // Each statement is answered before the next one is sent.
    }

    @Override
    public void commit() throws StepEnded, SQLException {
        this.connection.clearWarnings();
        try {
            this.connection.commit();
        } catch (SQLException failure) {
            throw StepEnded.failed(StatementFailure.atCommit(failure));
        }
        WarningLog.log("PostgreSQL at commit", this.connection.getWarnings());
    }

    @Override
    public boolean commitAnd(SessionReset reset) throws SQLException, StepEnded {
        commit();
        try {
            execute(reset);
            return true;
        } catch (SQLException failure) {
            log.warn("After the commit, the driver reported: {}", Lines.quoted(String.valueOf(failure.getMessage())));
            return false;
        }
    }

    private void execute(SessionReset reset) throws SQLException {
        this.connection.setAutoCommit(true);
        reset.execute(this.connection);
        this.connection.setAutoCommit(false);
    }
}
