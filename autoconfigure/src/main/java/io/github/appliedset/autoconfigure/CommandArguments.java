package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.CommandName;
import io.github.appliedset.command.CommandOptions;
import io.github.appliedset.command.WrongUsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * The command and its options, from any property source. Everything on the command line itself must be known, so that a typo
 * does not go unnoticed.
 */
final class CommandArguments {

    static final String COMMAND = "applied-set.command";

    private static final String PREFIX = "applied-set";

    private final Environment environment;
    private final CommandLinePropertySource<?> commandLine;

    CommandArguments(Environment environment, String[] arguments) {
        this.environment = environment;
        this.commandLine = new SimpleCommandLinePropertySource(arguments);
    }

    /**
     * The command.
     *
     * @throws WrongUsageException if there is no such command, or the command line has an argument that it does not know
     */
    CommandName command() {
        CommandName command =
                CommandName.of(Objects.requireNonNull(property("command")).strip());
        String nonOptions =
                this.commandLine.getProperty(CommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
        if (nonOptions != null && this.commandLine.containsProperty(COMMAND)) {
            throw new WrongUsageException("The command " + command.text() + " does not understand '" + nonOptions
                    + "'. Options begin with --applied-set.");
        }
        List<String> unknown = unbound().stream()
                .filter(name -> !command.allOptions().contains(name))
                .map(name -> "--" + PREFIX + "." + name)
                .toList();
        if (!unknown.isEmpty()) {
            throw new WrongUsageException(String.join(", ", unknown) + " is neither an option of the command "
                    + command.text() + " nor a property.");
        }
        return command;
    }

    /** Options on the command line that are not properties. */
    private List<String> unbound() {
        try {
            new Binder(Objects.requireNonNull(ConfigurationPropertySource.from(this.commandLine)))
                    .bind(
                            PREFIX,
                            Bindable.of(AppliedSetProperties.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true));
            return List.of();
        } catch (BindException failure) {
            return failure.getCause() instanceof UnboundConfigurationPropertiesException unbound
                    ? unbound.getUnboundProperties().stream()
                            .map(property -> withoutPrefix(property.getName()))
                            .toList()
                    // The property has a bad value, which is reported when it is used.
                    : List.of();
        }
    }

    private static String withoutPrefix(ConfigurationPropertyName name) {
        return name.subName(1).toString();
    }

    CommandOptions options(CommandName command) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String option : command.allOptions()) {
            String value = property(option);
            if (value != null) {
                values.put(option, value);
            }
        }
        return new CommandOptions(values);
    }

    /** Whether the output is JSON. */
    boolean isJson() {
        return "json".equals(oneOf("format", "text", "json"));
    }

    /** Whether to use the application's own context. */
    boolean isInApplicationContext() {
        return "application".equals(oneOf("command-context", "own", "application"));
    }

    private String oneOf(String option, String first, String second) {
        String value = property(option);
        if (value == null || value.equals(first)) {
            return first;
        }
        if (value.equals(second)) {
            return second;
        }
        throw new WrongUsageException(
                "--applied-set." + option + " is '" + value + "', but must be " + first + " or " + second + ".");
    }

    private @Nullable String property(String option) {
        return this.environment.getProperty(PREFIX + "." + option);
    }
}
