package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** How far behind the slowest connected standby is. */
final class StandbyLag {

    private StandbyLag() {}

    /** Why the next batch must wait; empty if no standby is further behind than allowed. */
    static Optional<String> over(Duration allowed, Connection jdbc) throws SQLException {
        try (Statement asking = jdbc.createStatement();
                ResultSet row = asking.executeQuery("""
                        SELECT pg_catalog.date_part('epoch', r.replay_lag), r.application_name
                        FROM pg_catalog.pg_stat_replication r WHERE r.replay_lag IS NOT NULL
                        ORDER BY r.replay_lag DESC FETCH FIRST 1 ROW ONLY""")) {
            if (!row.next()) {
                return Optional.empty();
            }
            Duration lag = Duration.ofMillis((long) (row.getDouble(1) * 1_000));
            return lag.compareTo(allowed) <= 0
                    ? Optional.empty()
                    : Optional.of("standby " + row.getString(2) + " is " + seconds(lag) + " s behind (max-lag="
                            + seconds(allowed) + "s)");
        }
    }

    private static String seconds(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
