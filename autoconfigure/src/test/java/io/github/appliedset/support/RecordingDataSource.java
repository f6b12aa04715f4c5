package io.github.appliedset.support;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Passes everything on to the real driver, and remembers what went by. */
public final class RecordingDataSource extends AbstractDataSource {

    private final DataSource target;
    private final boolean autoCommit;
    private final List<String> statements = new ArrayList<>();
    private final List<Boolean> autoCommitWhenClosed = new ArrayList<>();
    private int connections;
    private int commitsAndRollbacks;

    public RecordingDataSource(DataSource target) {
        this(target, true);
    }

    public RecordingDataSource(DataSource target, boolean autoCommit) {
        this.target = target;
        this.autoCommit = autoCommit;
    }

    public List<String> statements() {
        return this.statements;
    }

    public int connections() {
        return this.connections;
    }

    public int commitsAndRollbacks() {
        return this.commitsAndRollbacks;
    }

    public List<Boolean> autoCommitWhenClosed() {
        return this.autoCommitWhenClosed;
    }

    @Override
    public Connection getConnection() throws SQLException {
        this.connections++;
        Connection connection = this.target.getConnection();
        connection.setAutoCommit(this.autoCommit);
        return JdbcProxy.of(Connection.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "commit", "rollback" -> this.commitsAndRollbacks++;
                case "close" -> {
                    if (!connection.isClosed()) {
                        this.autoCommitWhenClosed.add(connection.getAutoCommit());
                    }
                }
                default -> {}
            }
            Object result = JdbcProxy.pass(method, connection, arguments);
            if (result instanceof PreparedStatement statement) {
                String sql = (String) arguments[0];
                return recording(PreparedStatement.class, statement, sql);
            }
            return result instanceof Statement statement ? recording(Statement.class, statement, null) : result;
        });
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new UnsupportedOperationException();
    }

    private <T extends Statement> T recording(Class<T> type, T statement, String prepared) {
        return JdbcProxy.of(type, (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                this.statements.add(prepared == null ? (String) arguments[0] : prepared);
            }
            return JdbcProxy.pass(method, statement, arguments);
        });
    }
}
