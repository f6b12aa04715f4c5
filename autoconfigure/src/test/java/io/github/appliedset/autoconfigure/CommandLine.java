package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.Paragraph;
import io.github.appliedset.command.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Runs commands in this JVM, from their arguments to their output, as the listener of an application does. */
final class CommandLine {

    private static final Operator NOBODY = new Operator(false, "");

    private CommandLine() {}

    /** Somebody who gives one answer to every question; null for the end of the input. */
    record Operator(boolean isPresent, @Nullable String answer) {

        Terminal at(PrintStream notices) {
            return new Terminal() {

                @Override
                public boolean isPresent() {
                    return Operator.this.isPresent;
                }

                @Override
                public @Nullable String ask(String question) {
                    notices.print(question);
                    return Operator.this.answer;
                }
            };
        }
    }

    record Run(int exitCode, String out, String err) {

        Map<String, Object> json() {
            return JsonParserFactory.getJsonParser().parseMap(this.out);
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> migrator() {
            return ((Map<String, Map<String, Object>>) json().get("migrators")).get("migrator");
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> error() {
            return (Map<String, Object>) json().get("error");
        }
    }

    /**
     * Runs one.
     *
     * @param properties of the application
     */
    static Run run(Map<String, Object> properties, String... arguments) {
        return run(Set.of(), properties, arguments);
    }

    /** The same for an application that is started with these classes. */
    static Run run(Set<Object> sources, Map<String, Object> properties, String... arguments) {
        return run(sources, NOBODY, properties, arguments);
    }

    /** The same at a terminal. */
    static Run run(Set<Object> sources, Operator operator, Map<String, Object> properties, String... arguments) {
        return run(sources, operator, Paragraph::each, properties, arguments);
    }

    /** With lines as long as they are, for who replaces words before the lines are broken. */
    static Run runUnbroken(Map<String, Object> properties, String... arguments) {
        return run(Set.of(), NOBODY, UnaryOperator.identity(), properties, arguments);
    }

    private static Run run(
            Set<Object> sources,
            Operator operator,
            UnaryOperator<String> layout,
            Map<String, Object> properties,
            String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("application", properties));
        return run(environment, sources, operator, layout, CommandSession::runInContextOfItsOwn, arguments);
    }

    /** The same in a context of the application, with its beans. */
    static Run runIn(ConfigurableApplicationContext context, String... arguments) {
        return run(
                context.getEnvironment(),
                Set.of(),
                NOBODY,
                Paragraph::each,
                session -> session.runIn(context),
                arguments);
    }

    private static Run run(
            ConfigurableEnvironment environment,
            Set<Object> sources,
            Operator operator,
            UnaryOperator<String> layout,
            ToIntFunction<CommandSession> way,
            String... arguments) {
        SimpleCommandLinePropertySource options = new SimpleCommandLinePropertySource(arguments);
        environment.getPropertySources().remove(options.getName());
        environment.getPropertySources().addFirst(options);
        ConfigurationPropertySources.attach(environment);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = way.applyAsInt(new CommandSession(
                environment,
                arguments,
                sources,
                new OperatorConsole(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        layout,
                        operator::at)));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
