package io.github.appliedset.align;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.replay.Replay;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schemas that lists of migrations make in a scratch database, each made once. */
final class ExpectedSchemas {

    private final Migrator migrator;
    private final Map<List<Migration>, Expected> known = new HashMap<>();

    /**
     * A schema, or why it is not known.
     *
     * @param schema null if it could not be made
     * @param reason why not
     */
    record Expected(@Nullable Schema schema, String reason) {}

    ExpectedSchemas(Migrator migrator) {
        this.migrator = migrator;
    }

    /** Null if it has to be made first, without a connection of ours in use. */
    @Nullable
    Expected of(List<Migration> inOrder) {
        return this.known.get(inOrder);
    }

    void make(List<Migration> inOrder) {
        Expected made;
        try (Replay replay = Replay.of(this.migrator)) {
            replay.run(inOrder);
            made = new Expected(replay.schema(Coverage.DEFAULT), "");
        } catch (MigrationException failure) {
            made = new Expected(
                    null, failure.description().lines().findFirst().orElse("").strip());
        }
        this.known.put(inOrder, made);
    }
}
