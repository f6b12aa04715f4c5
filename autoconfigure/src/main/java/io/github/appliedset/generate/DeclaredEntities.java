package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Entities that declare a schema, as their provider creates it. */
@Internal
public interface DeclaredEntities {

    /** A sentence that says where there is none; null if there are entities. */
    @Nullable
    String missing();

    /**
     * Creates their tables, and whatever else they need, in an empty database; nothing if there are none.
     *
     * @throws GenerationRefusedException if their provider fails
     */
    void createIn(DataSource empty);

    /** Why they cannot be read. */
    static GenerationRefusedException refused(String reason, String action) {
        return new GenerationRefusedException(List.of(reason), action, "nothing-declared");
    }
}
