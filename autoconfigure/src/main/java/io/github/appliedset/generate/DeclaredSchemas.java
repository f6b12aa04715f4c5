package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import io.github.appliedset.migrator.Migrator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an application declares the schemas of its migrators. */
@Internal
public interface DeclaredSchemas {

    /** Where the schema of a migrator is declared. */
    Declared of(Migrator migrator);

    /**
     * A declared schema.
     *
     * @param locations of its files
     * @param entities under the files; null if there are none
     */
    record Declared(List<String> locations, @Nullable DeclaredEntities entities) {

        public Declared {
            locations = List.copyOf(locations);
        }
    }
}
