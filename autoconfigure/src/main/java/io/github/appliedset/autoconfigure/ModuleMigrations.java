package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import io.github.appliedset.source.ResourceMigrationSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The migrations of the modules that are there. A migration of any other module counts only if it is applied: another test
 * has run it on the same database, and without its file its row would be an orphan. A repeatable one counts as long as it would
 * not run here, where what it needs may be missing.
 */
final class ModuleMigrations implements MigrationSource {

    private final ResourceMigrationSource all;
    private final ModuleScope scope;
    private final Supplier<Migrator> whole;

    /**
     * Creates the source.
     *
     * @param all the migrations of all modules
     * @param whole runs the migrations of all modules; asked each time
     */
    ModuleMigrations(ResourceMigrationSource all, ModuleScope scope, Supplier<Migrator> whole) {
        this.all = all;
        this.scope = scope;
        this.whole = whole;
    }

    @Override
    public VersionSet<Migration> load() {
        return search().migrations();
    }

    @Override
    public FoundMigrations search() {
        FoundMigrations found = this.all.search();
        MigrationPlan now = this.whole.get().plan();
        return new FoundMigrations(
                VersionSet.of(found.migrations().stream()
                        .filter(migration ->
                                isHere(migration.up()) || now.applied().contains(migration.version()))
                        .toList()),
                repeatables(found.repeatables()),
                found.warnings());
    }

    private List<RepeatableMigration> repeatables(List<RepeatableMigration> all) {
        if (all.stream().allMatch(repeatable -> isHere(repeatable.file()))) {
            return all;
        }
        Set<String> pending = this.whole.get().repeatablePlan().pending().stream()
                .map(RepeatableState::name)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(repeatable -> isHere(repeatable.file()) || !pending.contains(repeatable.name()))
                .toList();
    }

    private boolean isHere(MigrationFile file) {
        return this.scope.includes(this.all.subFolder(file.path()));
    }
}
