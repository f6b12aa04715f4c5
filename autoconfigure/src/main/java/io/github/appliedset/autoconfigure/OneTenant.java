package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.CommandName;
import io.github.appliedset.command.CommandResult;
import io.github.appliedset.command.WrongUsageException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command that is limited to one tenant. */
final class OneTenant {

    private final String schema;
    private final TenantMigrator tenants;

    private OneTenant(String schema, TenantMigrator tenants) {
        this.schema = schema;
        this.tenants = tenants;
    }

    /**
     * The tenant.
     *
     * @throws WrongUsageException if it is not listed: a slip would create a schema
     */
    static OneTenant of(String schema, Optional<TenantMigrator> tenants) {
        if (tenants.isEmpty()) {
            throw new WrongUsageException(
                    "--applied-set.tenant=" + schema + ": there are no tenants. Set applied-set.tenants.schemas-from,"
                            + " or with a bean that names them, --applied-set.command-context=application.");
        }
        if (!tenants.get().listed().contains(schema)) {
            throw new WrongUsageException("--applied-set.tenant=" + schema + ": no tenant has that name.");
        }
        return new OneTenant(schema, tenants.get());
    }

    interface Run {

        CommandResult with(Map<String, Migrator> migrators, Map<String, List<Path>> folders);
    }

    CommandResult run(CommandName command, Run run, List<Path> folders) {
        command.requireForOneTenant();
        return command == CommandName.VERIFY
                ? CommandName.verify(this.schema, this.tenants)
                : this.tenants.with(
                        this.schema, migrator -> run.with(Map.of(this.schema, migrator), Map.of(this.schema, folders)));
    }
}
