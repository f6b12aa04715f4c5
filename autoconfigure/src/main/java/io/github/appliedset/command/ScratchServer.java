package io.github.appliedset.command;

import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server on which a command makes scratch databases. The first line of the output names it, and somebody is asked at most
 * once, when one is needed first. Nobody needs to be asked about this machine, a host named for the purpose, or a URL that was
 * typed.
 */
final class ScratchServer {

    private final CommandInput input;
    private final BranchSettings settings;
    private final @Nullable Migrator migrator;
    private @Nullable Optional<String> refusal;

    /**
     * That of a migrator.
     *
     * @param name its name; it may be without a database
     */
    ScratchServer(CommandInput input, String name) {
        this.input = input;
        this.settings = input.branches().apply(name);
        this.migrator = input.migrators().get(name);
    }

    /**
     * Its migrator.
     *
     * @throws DevelopmentException if it must not be used
     * @throws MigrationException if it cannot be reached
     */
    static void require(CommandInput input, Migrator migrator) {
        new ScratchServer(input, input.migratorName()).ask(migrator).ifPresent(reason -> {
            throw new DevelopmentException(
                    reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ". Nothing was done.",
                    "If databases may be made and dropped there, --applied-set.yes=true answers. Otherwise name a server of"
                            + " your own: --applied-set.url=...",
                    "scratch-database",
                    null);
        });
    }

    /** The migrator of its database; empty if there is none, or it {@linkplain #refusal() must not be used}. */
    Optional<Migrator> migrator() {
        return refusal().isPresent() ? Optional.empty() : Optional.ofNullable(this.migrator);
    }

    /** Why it must not be used, or cannot be; empty if it may be, or if no database is named. */
    Optional<String> refusal() {
        if (this.migrator == null) {
            return Optional.empty();
        }
        if (this.refusal == null) {
            try {
                this.refusal = ask(this.migrator);
            } catch (MigrationException unreachable) {
                this.refusal = Optional.of(
                        unreachable.description().lines().findFirst().orElse("the database cannot be reached"));
            }
        }
        return this.refusal;
    }

    private Optional<String> ask(Migrator migrator) {
        String database = migrator.database();
        List<String> foreign = foreign(migrator);
        if (foreign.isEmpty() || this.input.options().isTrue("yes")) {
            this.input.say().accept("Scratch databases are made beside " + database + "\n");
            return Optional.empty();
        }
        String name = String.join(", ", foreign);
        if (!this.input.terminal().isPresent()) {
            return Optional.of("scratch databases on " + name + " need a yes: it is neither this machine nor in"
                    + " applied-set.development-hosts");
        }
        try {
            this.input.ask("", "Make scratch databases beside " + database + "?");
            return Optional.empty();
        } catch (DeclinedException declined) {
            return Optional.of("scratch databases on " + name + " were declined");
        }
    }

    private List<String> foreign(Migrator migrator) {
        return migrator.foreignHosts(this.settings.developmentHosts(), this.settings.typedUrls());
    }
}
