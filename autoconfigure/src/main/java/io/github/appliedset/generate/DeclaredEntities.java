package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import java.util.List;
import javax.sql.DataSource;

/** Entities that declare a schema, as their provider creates it. */
@Internal
public interface DeclaredEntities {

    /**
     * Creates their tables, and whatever else they need, in an empty database.
     *
     * @throws GenerationRefusedException if there are none, or their provider fails
     */
    void createIn(DataSource empty);

    /** Why they cannot be read. */
    static GenerationRefusedException refused(String reason, String action) {
        return new GenerationRefusedException(List.of(reason), action, "nothing-declared");
    }
}
