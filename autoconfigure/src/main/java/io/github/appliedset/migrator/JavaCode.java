package io.github.appliedset.migrator;

import io.github.appliedset.execution.CodeRunner;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.Step;
import java.sql.Connection;
import java.util.List;

/**
 * Runs migrations written in Java.
 *
 * @param classes one per version
 */
record JavaCode(List<JavaMigration> classes) implements CodeRunner {

    @Override
    public void run(Step step, Connection connection) throws Exception {
        JavaMigration java = this.classes.stream()
                .filter(candidate -> candidate.version() == step.version().value())
                .findFirst()
                .orElseThrow();
        if (step.direction() == Direction.UP) {
            java.migrate(connection);
        } else {
            ((ReversibleMigration) java).undo(connection);
        }
    }
}
