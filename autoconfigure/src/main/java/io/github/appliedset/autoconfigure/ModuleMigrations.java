package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import io.github.appliedset.source.ResourceMigrationSource;
import java.util.function.Supplier;

/**
 * The migrations of the modules that are there. A migration of any other module counts only if it is applied: another test
 * has run it on the same database, and without its file its row would be an orphan.
 */
final class ModuleMigrations implements MigrationSource {

    private final ResourceMigrationSource all;
    private final ModuleScope scope;
    private final Supplier<MigrationPlan> plan;

    /**
     * Creates the source.
     *
     * @param all the migrations of all modules
     * @param plan of all modules, read each time
     */
    ModuleMigrations(ResourceMigrationSource all, ModuleScope scope, Supplier<MigrationPlan> plan) {
        this.all = all;
        this.scope = scope;
        this.plan = plan;
    }

    @Override
    public VersionSet<Migration> load() {
        return search().migrations();
    }

    @Override
    public FoundMigrations search() {
        FoundMigrations found = this.all.search();
        MigrationPlan now = this.plan.get();
        return new FoundMigrations(
                VersionSet.of(found.migrations().stream()
                        .filter(migration ->
                                isHere(migration.up()) || now.applied().contains(migration.version()))
                        .toList()),
                found.repeatables().stream()
                        .filter(repeatable -> isHere(repeatable.file()))
                        .toList(),
                found.warnings());
    }

    private boolean isHere(MigrationFile file) {
        return this.scope.includes(this.all.subFolder(file.path()));
    }
}
