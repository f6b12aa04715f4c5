package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.CommandName;
import io.github.appliedset.command.CommandOptions;
import io.github.appliedset.command.CommandWords;
import io.github.appliedset.command.WrongUsageException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.util.StringUtils;

/**
 * The command and its options, from any property source. Everything on the command line itself must be known, so that a typo
 * does not go unnoticed.
 */
final class CommandArguments {

    static final String COMMAND = "applied-set.command";

    private static final String PREFIX = "applied-set";
    private static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of(COMMAND);

    private final Environment environment;
    private final CommandLinePropertySource<?> commandLine;
    private final CommandWords words;

    CommandArguments(Environment environment, String[] arguments) {
        this.environment = environment;
        this.commandLine = new SimpleCommandLinePropertySource(arguments);
        this.words = new CommandWords(List.of(arguments));
    }

    /** Whether the command line names a command, however wrongly. */
    boolean nameACommand() {
        return isTyped() || this.words.misspeltCommand().isPresent();
    }

    /**
     * The command to run: help, if that is asked for beside a command.
     *
     * @throws WrongUsageException if there is no such command, or the command line has an argument that it does not know
     */
    CommandName command() {
        CommandName command = named();
        if (this.words.askForHelp()) {
            return CommandName.HELP;
        }
        this.words.require(command, isTyped(), PropertyNames.ALL);
        command.refuseRestrictionsOfOthers(this::property);
        requireValues();
        command.requireValues(options(command));
        return command;
    }

    /** Whether a command is on the command line, in any spelling that Spring Boot reads. */
    private boolean isTyped() {
        return Arrays.stream(this.commandLine.getPropertyNames())
                .anyMatch(option -> ConfigurationPropertyName.adapt(option, '.').equals(NAME));
    }

    private CommandName named() {
        String named = property("command");
        if (named == null) {
            throw new WrongUsageException(
                    this.words.misspeltCommand().orElse("") + " is not an option. Did you mean --" + COMMAND + "=...?");
        }
        return CommandName.of(named.strip());
    }

    /** Requires that properties on the command line have values of their types. */
    private void requireValues() {
        try {
            new Binder(Objects.requireNonNull(ConfigurationPropertySource.from(this.commandLine)))
                    .bind(PREFIX, Bindable.of(AppliedSetProperties.class));
        } catch (BindException failure) {
            ConfigurationProperty bad = failure.getProperty();
            if (bad != null) {
                throw wrongValue(bad, failure.getTarget().getType().toClass());
            }
            // A combination that is refused, which is reported when the properties are used.
        }
    }

    private static WrongUsageException wrongValue(ConfigurationProperty bad, Class<?> type) {
        String name = bad.getName().subName(1).toString();
        String value = String.valueOf(bad.getValue());
        return type.isEnum()
                ? WrongUsageException.value(
                        name,
                        value,
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.toString()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                                .toList())
                : new WrongUsageException("--" + PREFIX + "." + name + " is '" + value + "', which is no "
                        + type.getSimpleName().toLowerCase(Locale.ROOT) + ".");
    }

    CommandOptions options(CommandName command) {
        if (this.words.askForHelp()) {
            return new CommandOptions(Map.of("topic", named().text()));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String option : command.allOptions()) {
            String value = property(option);
            if (value != null) {
                values.put(option, value);
            }
        }
        return new CommandOptions(values);
    }

    /** Whether the output is SQL or Markdown, whose lines are not broken. */
    boolean printsVerbatim() {
        return CommandName.GENERATE.text().equals(property("command")) || isMarkdown();
    }

    /** Whether the output is JSON. */
    boolean isJson() {
        return !isMarkdown() && "json".equals(oneOf("format", "text", "json"));
    }

    /** Whether a program reads the output, so that notices go elsewhere. */
    boolean hasReaders() {
        return isJson() || isMarkdown();
    }

    /** Whether the output is a comment for a pull request, which only one command writes. */
    private boolean isMarkdown() {
        return CommandName.CONFLICTS.text().equals(property("command")) && "markdown".equals(property("format"));
    }

    /** Whether to use the application's own context. */
    boolean isInApplicationContext() {
        return "application".equals(oneOf("command-context", "own", "application"));
    }

    private String oneOf(String option, String first, String second) {
        String value = property(option);
        return new CommandOptions(value == null ? Map.of() : Map.of(option, value))
                .oneOf(option, List.of(first, second));
    }

    /** The databases that the command line itself names, for all migrators or for one. */
    List<String> urls() {
        return Arrays.stream(this.commandLine.getPropertyNames())
                .filter(CommandArguments::isUrl)
                .map(this.environment::getProperty)
                .filter(StringUtils::hasText)
                .toList();
    }

    private static boolean isUrl(String option) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(option, '.');
        return ConfigurationPropertyName.of(PREFIX).isAncestorOf(name)
                && name.getLastElement(Form.UNIFORM).equals("url");
    }

    private @Nullable String property(String option) {
        return this.environment.getProperty(PREFIX + "." + option);
    }
}
