package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fault proxy finds what is wrong with a design that commits the migration and its row one after the other. */
class ControlDesignTests {

    @Test
    void twoCommitsAreFoundOut() {
        try (ServerProcess server = ServerProcess.start(Map.of());
                FaultProxy counting = FaultProxy.inFrontOf(server.port())) {
            migrateWithTwoCommits(server, counting, "counting");
            assertThat(server.query("counting", "SELECT n FROM effects")).containsExactly("1");

            int twice = 0;
            for (int message = 1; message <= counting.messages(); message++) {
                for (Moment moment : Moment.values()) {
                    try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                        proxy.strikeAt(message, moment, () -> {});
                        String database = "cut_" + message + "_" + moment.name().toLowerCase();
                        migrateWithTwoCommits(server, proxy, database);
                        twice += server.query(database, "SELECT n FROM effects").equals(List.of("1", "1")) ? 1 : 0;
                    }
                }
            }
            assertThat(twice).isPositive();
        }
    }

    private static void migrateWithTwoCommits(ServerProcess server, FaultProxy proxy, String database) {
        server.execute("postgres", "CREATE DATABASE " + database);
        server.execute(database, "CREATE TABLE effects (n int)", "CREATE TABLE applied (version int PRIMARY KEY)");
        for (int start = 1; start <= 2; start++) {
            try (Connection connection =
                            ServerProcess.dataSource(proxy.port(), database).getConnection();
                    Statement statement = connection.createStatement()) {
                try (ResultSet row = statement.executeQuery("SELECT 1 FROM applied WHERE version = 1")) {
                    if (row.next()) {
                        return;
                    }
                }
                statement.execute("INSERT INTO effects VALUES (1)");
                statement.execute("INSERT INTO applied VALUES (1)");
                return;
            } catch (SQLException cut) {
                assertThat(start).isOne();
            }
        }
    }
}
