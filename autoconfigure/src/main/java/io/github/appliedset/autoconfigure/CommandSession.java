package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.NamedMigrators;
import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.command.BranchSettings;
import io.github.appliedset.command.CommandInput;
import io.github.appliedset.command.CommandName;
import io.github.appliedset.command.CommandOptions;
import io.github.appliedset.command.CommandResult;
import io.github.appliedset.command.WrongUsageException;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.text.Visible;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.json.JsonWriter;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** One run of a command, from its arguments to its output and exit code. */
final class CommandSession {

    private static final Bindable<List<String>> TEXTS = Bindable.listOf(String.class);

    private final ConfigurableEnvironment environment;
    private final CommandArguments arguments;
    private final Set<Object> sources;
    private final OperatorConsole console;

    /**
     * Prepares the run.
     *
     * @param sources the sources of the SpringApplication
     */
    CommandSession(
            ConfigurableEnvironment environment, String[] arguments, Set<Object> sources, OperatorConsole console) {
        this.environment = environment;
        this.arguments = new CommandArguments(environment, arguments);
        this.sources = sources;
        this.console = console;
    }

    /** Whether to run it in the application's own context; a wrong option is reported later. */
    boolean isInApplicationContext() {
        try {
            return this.arguments.isInApplicationContext()
                    && this.arguments.command().needsMigrators();
        } catch (WrongUsageException wrong) {
            return false;
        }
    }

    /** Runs the command in a context that has only the application's properties; returns the exit code. */
    int runInContextOfItsOwn() {
        return reporting(() -> {
            CommandName command = command();
            if (command != CommandName.HELP) {
                RenamedProperties.refuse(this.environment);
                this.arguments.isInApplicationContext();
                if (this.arguments.options(command).text("tenant").isPresent()) {
                    command.requireForOneTenant();
                }
            }
            if (!command.needsMigrators()) {
                SchemaChecks noChecks = new SchemaChecks(new DefaultResourceLoader());
                Map<String, List<Path>> folders = command == CommandName.IMPORT_FILES ? folders() : Map.of();
                return command.run(input(command, Map.of(), chosen(command, folders), noChecks));
            }
            if (command.worksWithoutDatabase() && !DatabaseNamed.in(this.environment)) {
                return command.run(input(
                        command, Map.of(), chosen(command, folders()), new SchemaChecks(new DefaultResourceLoader())));
            }
            ApplicationCode.of(this.sources).refuseUnseen(this.environment);
            try (ConfigurableApplicationContext context = CommandContext.create(this.environment)) {
                return run(command, context);
            }
        });
    }

    /** An old name of a property is no slip, also on the command line. */
    private CommandName command() {
        try {
            return this.arguments.command();
        } catch (WrongUsageException wrong) {
            RenamedProperties.refuse(this.environment);
            throw wrong;
        }
    }

    /** Runs the command in an existing context; returns the exit code. */
    int runIn(ApplicationContext context) {
        return reporting(() -> run(this.arguments.command(), context));
    }

    /** Reports why there is no context to run it in; returns the exit code. */
    int failed(Throwable failure) {
        return reporting(() -> {
            throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        });
    }

    private CommandResult run(CommandName command, ApplicationContext context) {
        Optional<TenantMigrator> tenants =
                context.getBeanProvider(TenantMigrator.class).stream().findFirst();
        CommandOptions options = this.arguments.options(command);
        Optional<String> tenant = options.text("tenant");
        if (tenant.isPresent()) {
            return OneTenant.of(tenant.get(), tenants)
                    .run(
                            command,
                            (migrators, folders) -> command.run(
                                    input(command, migrators, folders, context.getBean(SchemaChecks.class))),
                            folders(context.getBean(MigratorFactory.class)
                                    .properties()
                                    .tenants()
                                    .locations()));
        }
        Optional<TenantMigrator> alsoTenants = options.text("migrator").isPresent() ? Optional.empty() : tenants;
        if (alsoTenants.isPresent()) {
            command.refuseTenants(options);
        }
        Map<String, Migrator> all = NamedMigrators.of(context);
        SharedTrackers.refuse(all);
        Map<String, Migrator> migrators = chosen(command, all);
        MigratorFactory factory = context.getBean(MigratorFactory.class);
        Map<String, List<Path>> folders = new LinkedHashMap<>();
        migrators.forEach((name, migrator) ->
                folders.put(name, folders(factory.propertiesOf(migrator).locations())));
        return command.run(input(command, migrators, folders, context.getBean(SchemaChecks.class), alsoTenants));
    }

    private CommandInput input(
            CommandName command,
            Map<String, Migrator> migrators,
            Map<String, List<Path>> folders,
            SchemaChecks checks) {
        return input(command, migrators, folders, checks, Optional.empty());
    }

    private CommandInput input(
            CommandName command,
            Map<String, Migrator> migrators,
            Map<String, List<Path>> folders,
            SchemaChecks checks,
            Optional<TenantMigrator> tenants) {
        PrintStream notices = this.arguments.hasReaders() ? this.console.err() : this.console.out();
        Binder binder = binder(folders.keySet());
        return new CommandInput(
                this.arguments.options(command),
                migrators,
                folders,
                this::flywayNames,
                checks,
                binder.bind("applied-set.declared.locations", TEXTS).orElse(List.of(MigrationGenerator.DECLARED)),
                Optional.of(this.environment)
                        .filter(any -> binder.bind("applied-set.declared.entities", Boolean.class)
                                .orElse(false))
                        .map(any -> EntityDeclaration.of(this.sources, any)),
                name -> branches(binder(Set.of(name))),
                message -> this.console.show(notices, message + "\n"),
                this.console.terminal().apply(notices),
                tenants);
    }

    private BranchSettings branches(Binder binder) {
        return new BranchSettings(
                binder.bind("applied-set.branches.protected-refs", TEXTS).orElse(List.of()),
                binder.bind("applied-set.development-hosts", TEXTS).orElse(List.of()),
                this.arguments.urls());
    }

    /** Of the keys of one migrator, if the command is about one; nothing else is read, as nothing else may be wrong. */
    private Binder binder(Set<String> migrators) {
        MigratorProperties named = new MigratorProperties(this.environment);
        return migrators.size() == 1 && named.names().containsAll(migrators)
                ? named.binder(migrators.iterator().next())
                : Binder.get(this.environment);
    }

    /** From Spring Boot's Flyway properties, which may be gone already. */
    private FlywayNames flywayNames() {
        Binder binder = Binder.get(this.environment);
        Function<String, BindResult<String>> text = name -> binder.bind("spring.flyway." + name, String.class);
        FlywayNames usual = FlywayNames.DEFAULT;
        return new FlywayNames(
                text.apply("sql-migration-prefix").orElse(usual.prefix()),
                text.apply("repeatable-sql-migration-prefix").orElse(usual.repeatablePrefix()),
                text.apply("sql-migration-separator").orElse(usual.separator()),
                binder.bind("spring.flyway.sql-migration-suffixes", TEXTS).orElse(usual.suffixes()),
                binder.bind("spring.flyway.placeholder-replacement", Boolean.class)
                        .orElse(usual.replacesPlaceholders()),
                text.apply("placeholder-prefix").orElse(usual.placeholderPrefix()),
                text.apply("placeholder-suffix").orElse(usual.placeholderSuffix()));
    }

    /** The folders of migration files according to the properties alone. */
    private Map<String, List<Path>> folders() {
        MigratorProperties migrators = new MigratorProperties(this.environment);
        if (migrators.names().isEmpty()) {
            return Map.of("migrator", folders(migrators.locations()));
        }
        Map<String, List<Path>> folders = new LinkedHashMap<>();
        migrators
                .names()
                .forEach(name -> folders.put(name, folders(migrators.of(name).locations())));
        return folders;
    }

    private <T> Map<String, T> chosen(CommandName command, Map<String, T> all) {
        Optional<String> name = this.arguments.options(command).text("migrator");
        if (name.isEmpty()) {
            return all;
        }
        T chosen = all.get(name.get());
        if (chosen == null) {
            throw WrongUsageException.value("migrator", name.get(), List.copyOf(all.keySet()));
        }
        return Map.of(name.get(), chosen);
    }

    /** The source folders of locations, before their files are built into the application. */
    private static List<Path> folders(List<String> locations) {
        return locations.stream()
                .map(location -> location.startsWith("file:")
                        ? ResourceMigrationSource.folder(location)
                        : CommandInput.RESOURCES.resolve(location.replaceFirst("^classpath\\*?:/*", "")))
                .toList();
    }

    private int reporting(Supplier<CommandResult> work) {
        boolean json = false;
        CommandResult result;
        boolean failed = false;
        try {
            json = this.arguments.isJson();
            result = work.get();
        } catch (RuntimeException failure) {
            failed = true;
            result = new CommandFailure(this.environment).of(failure);
        }
        if (json) {
            this.console
                    .out()
                    .println(Visible.ascii(Visible.lines(JsonWriter.standard().writeToString(result.json()))));
        } else {
            show(result, failed);
        }
        this.console.out().flush();
        this.console.err().flush();
        return result.exitCode();
    }

    /** SQL is not broken into lines: a comment would go on outside it. */
    private void show(CommandResult result, boolean failed) {
        if (failed) {
            this.console.show(this.console.err(), result.text());
        } else if (this.arguments.printsVerbatim()) {
            this.console.out().print(result.text());
        } else {
            this.console.show(this.console.out(), result.text());
        }
    }
}
