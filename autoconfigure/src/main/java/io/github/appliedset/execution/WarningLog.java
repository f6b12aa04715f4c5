package io.github.appliedset.execution;

import io.github.appliedset.text.Count;
import java.sql.SQLWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first warnings of a statement, and how many more there were. */
final class WarningLog {

    private static final Logger log = LoggerFactory.getLogger(WarningLog.class);
    private static final int SHOWN = 5;

    private int count;

    void add(String source, SQLWarning warning) {
        if (++this.count <= SHOWN) {
            log.warn("{}: {}", source, warning.getMessage());
        }
    }

    /** The statement has ended. */
    void end() {
        if (this.count > SHOWN) {
            log.warn("PostgreSQL: {} of the same statement", Count.of(this.count - SHOWN, "more warning"));
        }
        this.count = 0;
    }
}
