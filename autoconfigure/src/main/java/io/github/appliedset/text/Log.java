package io.github.appliedset.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log of a class. Every argument is made {@link Visible} and takes one line, unless it is {@link Lines}; an exception
 * after the last placeholder is logged with its stack trace.
 */
public final class Log {

    private static final String BOUNDARY = Log.class.getName();

    private final Logger logger;
    private final Map<String, Object> fields;

    private Log(Logger logger, Map<String, Object> fields) {
        this.logger = logger;
        this.fields = fields;
    }

    public static Log of(Class<?> type) {
        return new Log(LoggerFactory.getLogger(type), Map.of());
    }

    /**
     * The same log with a field for structured formats, which the message need not contain.
     *
     * @param key no key may be another one with a dot and more behind it: formats that nest them would have two places for it
     */
    public Log with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(this.fields);
        more.put(key, shown(value));
        return new Log(this.logger, more);
    }

    public void error(String message, @Nullable Object... arguments) {
        log(Level.ERROR, message, arguments);
    }

    public void warn(String message, @Nullable Object... arguments) {
        log(Level.WARN, message, arguments);
    }

    public void info(String message, @Nullable Object... arguments) {
        log(Level.INFO, message, arguments);
    }

    public void debug(String message, @Nullable Object... arguments) {
        log(Level.DEBUG, message, arguments);
    }

    public void trace(String message, @Nullable Object... arguments) {
        log(Level.TRACE, message, arguments);
    }

    private void log(Level level, String message, @Nullable Object... arguments) {
        if (!this.logger.isEnabledForLevel(level)) {
            return;
        }
        LoggingEventBuilder event = this.logger.atLevel(level);
        if (event instanceof CallerBoundaryAware aware) {
            aware.setCallerBoundary(BOUNDARY);
        }
        for (Map.Entry<String, Object> field : this.fields.entrySet()) {
            event = event.addKeyValue(field.getKey(), field.getValue());
        }
        int last = arguments.length - 1;
        for (int i = 0; i < last; i++) {
            event = event.addArgument(shown(arguments[i]));
        }
        if (last >= 0 && arguments[last] instanceof Throwable failure) {
            event = event.setCause(VisibleThrowable.of(failure));
        } else if (last >= 0) {
            event = event.addArgument(shown(arguments[last]));
        }
        event.log(message);
    }

    private static Object shown(@Nullable Object argument) {
        return argument instanceof Number
                ? argument
                : argument instanceof Lines ? argument.toString() : Visible.line(String.valueOf(argument));
    }
}
