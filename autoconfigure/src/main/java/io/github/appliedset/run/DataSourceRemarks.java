package io.github.appliedset.run;

import io.github.appliedset.execution.StatementWay;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Log;
import java.sql.SQLException;
import java.util.Set;

/** What the application's DataSource means for a run, logged before anything runs. */
record DataSourceRemarks(Session session, Log log) {

    /**
     * Logs it.
     *
     * @param lasting what the files may leave in the session that PostgreSQL cannot undo
     */
    void say(Set<String> lasting) throws SQLException {
        String stranger = this.session.stranger();
        if (stranger != null) {
            this.log.info(
                    "Statements go one by one through {}, which may read or change them\n{}",
                    stranger,
                    new ErrorReference("unknown-wrapper"));
        }
        String missing = StatementWay.missingInDriver(this.session);
        if (missing != null) {
            this.log.info("Statements go one by one, in more round trips: the driver has changed ({})", missing);
        }
        if (lasting.isEmpty() || this.session.isReplaceable()) {
            return;
        }
        if (this.session.isKept()) {
            this.log.info(
                    "The DataSource keeps its one connection, so something may last in its session: {}",
                    String.join(", ", lasting));
        } else {
            this.log.warn(
                    "Migrations change their session in a way that PostgreSQL cannot undo ({}), and the pool of {} is not"
                            + " known: its connection will be closed, and the pool must test a connection before it"
                            + " hands it out\n{}",
                    String.join(", ", lasting),
                    stranger == null ? this.session.dataSourceName() : stranger,
                    new ErrorReference("unknown-pool"));
        }
    }
}
