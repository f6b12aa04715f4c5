package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether migrations make the declared schema. */
@Internal
public final class DeclaredDifferences {

    private DeclaredDifferences() {}

    /**
     * How the schema that the migrations make differs from the declared one, each difference in words.
     *
     * @param entities under the files; null if there are none
     * @param locations where the schema is declared
     * @return empty if it does not
     * @throws GenerationRefusedException if nothing is declared, or what is cannot be read
     * @throws MigrationException of another kind if the migrations cannot be replayed
     */
    public static List<String> of(Migrator migrator, @Nullable DeclaredEntities entities, String... locations) {
        MigrationGenerator.Builder generator =
                MigrationGenerator.builder().migrator(migrator).declared(locations);
        if (entities != null) {
            generator.entities(entities);
        }
        return generator.build().differences();
    }
}
