package io.github.appliedset.autoconfigure;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Runs one command instead of the application if {@code applied-set.command} is set. By default that happens before the
 * application's context has any bean, and then the process exits.
 *
 * <p>Ordered after the environment is complete and before logging starts: log lines go to standard error, so that standard
 * output has only the command's own output, and have no stack traces.
 */
final class CommandListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /** Between the listeners that prepare the environment and the one that prepares logging. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 15;

    private static final String OWN_LEVEL = "logging.level.io.github.appliedset";

    /** Levels that ask for stack traces. */
    private static final Set<String> ASKED_FOR = Set.of("debug", "trace");

    /** An exception and its causes, each with none of the calls that led to it. */
    private static final String NO_STACK_TRACE = "%ex{0}";

    /** Property source of the context that Spring Cloud makes before the application's, with its command line. */
    private static final String BOOTSTRAP = "bootstrap";

    private final IntConsumer exit;

    CommandListener() {
        this(System::exit);
    }

    /**
     * Runs commands.
     *
     * @param exit ends the process with an exit code
     */
    CommandListener(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (event.getEnvironment().getPropertySources().contains(BOOTSTRAP) || !isAskedFor(event)) {
            return;
        }
        PrintStream out = System.out;
        System.setOut(System.err);
        ConfigurableEnvironment environment = event.getEnvironment();
        // The operator asked for the command's output, not for the application's log, unless configured otherwise.
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "applied-set command log",
                        Map.of(
                                "logging.level.root",
                                "warn",
                                // What fails is reported once, as the command's result.
                                "logging.level.org.springframework.context",
                                "error",
                                "logging.level.com.zaxxer.hikari.pool.HikariPool",
                                "off",
                                OWN_LEVEL,
                                "info")));
        if (!ASKED_FOR.contains(environment.getProperty(OWN_LEVEL, "").toLowerCase(Locale.ROOT))) {
            prefer(
                    environment,
                    "applied-set command log format",
                    Map.of("logging.exception-conversion-word", NO_STACK_TRACE));
        }
        SpringApplication application = event.getSpringApplication();
        CommandSession session = new CommandSession(
                environment, event.getArgs(), application.getAllSources(), OperatorConsole.of(out, System.err));
        if (session.isInApplicationContext()) {
            prefer(environment, "applied-set command", insteadOfTheStart(environment));
            application.addInitializers(context -> CommandRunner.register(context, session, this.exit));
            application.addListeners(new InsteadOfTheReport(session, this.exit));
        } else {
            prefer(
                    environment,
                    "applied-set command",
                    Map.of("spring.main.banner-mode", "off", "spring.main.web-application-type", "none"));
            application.addListeners(new InsteadOfTheApplication(session, this.exit));
        }
    }

    /** An empty command is ignored in the environment. On the command line it is a mistake, and nothing may start. */
    private static boolean isAskedFor(ApplicationEnvironmentPreparedEvent event) {
        return StringUtils.hasText(event.getEnvironment().getProperty(CommandArguments.COMMAND))
                || event.getArgs().length > 0
                        && new CommandArguments(event.getEnvironment(), event.getArgs()).nameACommand();
    }

    /** What no start does while a command runs, whatever the mode of one migrator among several. */
    private static Map<String, Object> insteadOfTheStart(ConfigurableEnvironment environment) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "spring.main.banner-mode", "off",
                "spring.main.web-application-type", "none",
                "spring.main.lazy-initialization", "true",
                "applied-set.mode", "off"));
        new MigratorProperties(environment)
                .names()
                .forEach(name -> properties.put(MigratorProperties.property(name, "mode"), "off"));
        return properties;
    }

    private static void prefer(ConfigurableEnvironment environment, String name, Map<String, Object> properties) {
        environment.getPropertySources().addFirst(new MapPropertySource(name, properties));
    }

    /** Reports that the application's context could not be created, as the result of the command. */
    private record InsteadOfTheReport(CommandSession session, IntConsumer exit)
            implements ApplicationListener<ApplicationFailedEvent> {

        @Override
        public void onApplicationEvent(ApplicationFailedEvent event) {
            this.exit.accept(this.session.failed(event.getException()));
        }
    }

    /** Runs a command when logging works and the application has no bean yet. */
    private record InsteadOfTheApplication(CommandSession session, IntConsumer exit)
            implements ApplicationListener<ApplicationContextInitializedEvent> {

        @Override
        public void onApplicationEvent(ApplicationContextInitializedEvent event) {
            this.exit.accept(this.session.runInContextOfItsOwn());
        }
    }
}
