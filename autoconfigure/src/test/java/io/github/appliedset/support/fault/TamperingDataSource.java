package io.github.appliedset.support.fault;

import io.github.appliedset.support.JdbcProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Passes statements on to the driver, after a test has had its way with their text. */
public final class TamperingDataSource extends DelegatingDataSource {

    private final Tampering tampering;

    /** What is done to each statement's text just before it is sent. */
    public interface Tampering {

        /** Returns the text to send instead. */
        String tamper(String sql) throws SQLException;

        /** Whether the error of a statement is to go unnoticed. */
        default boolean swallows(SQLException failure) {
            return false;
        }
    }

    public TamperingDataSource(DataSource target, Tampering tampering) {
        super(target);
        this.tampering = tampering;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = obtainTargetDataSource().getConnection();
        return JdbcProxy.of(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                arguments[0] = this.tampering.tamper((String) arguments[0]);
            }
            Object result = JdbcProxy.pass(method, connection, arguments);
            return method.getName().equals("createStatement") ? tampered((Statement) result) : result;
        });
    }

    private Statement tampered(Statement statement) {
        return JdbcProxy.of(Statement.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                arguments[0] = this.tampering.tamper((String) arguments[0]);
            }
            try {
                return JdbcProxy.pass(method, statement, arguments);
            } catch (SQLException failure) {
                if (this.tampering.swallows(failure)) {
                    return false;
                }
                throw failure;
            }
        });
    }
}
