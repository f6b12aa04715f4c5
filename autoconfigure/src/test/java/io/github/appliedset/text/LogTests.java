package io.github.appliedset.text;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTests {

    private final Log log = Log.of(LogTests.class);
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogTests.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>() {

        @Override
        protected void append(ILoggingEvent event) {
            event.getCallerData();
            super.append(event);
        }
    };

    @BeforeEach
    void listen() {
        this.events.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        this.events.start();
        this.logger.addAppender(this.events);
    }

    @AfterEach
    void stop() {
        this.logger.detachAppender(this.events);
    }

    private ILoggingEvent last() {
        List<ILoggingEvent> list = this.events.list;
        return list.get(list.size() - 1);
    }

    @Test
    void argumentsTakeOneLineUnlessTheyAreLines() {
        this.log.warn("{} of {}: {}", "a\nb\u001b[0m", 3, Lines.of("x\n  y"));

        assertThat(last().getFormattedMessage()).isEqualTo("a\\u000ab\\u001b[0m of 3: x\n  y");
    }

    @Test
    void linesFromElsewhereAreIndented() {
        this.log.warn("{}", Lines.quoted("ERROR: x\r\n2026-01-01 INFO forged\u001b[1A"));

        assertThat(last().getFormattedMessage()).isEqualTo("ERROR: x\n    2026-01-01 INFO forged\\u001b[1A");
    }

    @Test
    void exceptionIsLoggedWithItsStackTrace() {
        IllegalStateException failure = new IllegalStateException("plain");
        this.log.error("{} failed", "it", failure);
        assertThat(last().getThrowableProxy().getClassName()).isEqualTo(IllegalStateException.class.getName());

        this.log.error("failed", new IllegalStateException("outer", new IllegalStateException("in\u001b[31mner")));

        assertThat(last().getThrowableProxy().getCause().getMessage()).contains("in\\u001b[31mner");
        assertThat(last().getThrowableProxy()
                        .getStackTraceElementProxyArray()[0]
                        .getStackTraceElement())
                .extracting(StackTraceElement::getMethodName)
                .isEqualTo("exceptionIsLoggedWithItsStackTrace");
    }

    @Test
    void callerIsWhoeverLogs() {
        this.log.info("here");

        assertThat(last().getCallerData()[0].getMethodName()).isEqualTo("callerIsWhoeverLogs");
    }
}
