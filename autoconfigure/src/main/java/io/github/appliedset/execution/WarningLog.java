package io.github.appliedset.execution;

import io.github.appliedset.text.Count;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.sql.SQLWarning;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Logs the first warnings of a statement, and how many more there were. */
final class WarningLog {

    private static final Log log = Log.of(WarningLog.class);
    private static final int SHOWN = 5;

    private final Consumer<Runnable> saying;
    private int count;

    /**
     * For the statements of a connection.
     *
     * @param saying runs the logging of a line, now or later
     */
    WarningLog(Consumer<Runnable> saying) {
        this.saying = saying;
    }

    /** Logs a whole chain. */
    static void log(String source, @Nullable SQLWarning first) {
        WarningLog warnings = new WarningLog(Runnable::run);
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            warnings.add(source, warning);
        }
        warnings.end();
    }

    void add(String source, SQLWarning warning) {
        if (++this.count <= SHOWN) {
            this.saying.accept(() -> log.warn("{}: {}", source, Lines.quoted(warning.getMessage())));
        }
    }

    /** The statement has ended. */
    void end() {
        if (this.count > SHOWN) {
            String more = Count.of(this.count - SHOWN, "more warning");
            this.saying.accept(() -> log.warn("PostgreSQL: {} of the same statement", more));
        }
        this.count = 0;
    }
}
