package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Visible;
import java.util.List;
import java.util.stream.Collectors;

/** The chosen migrations cannot be rolled back. */
public final class RollbackRefusedException extends MigrationException {

    private final List<Obstacle> obstacles;

    /**
     * A reason to refuse the rollback.
     *
     * @param description which migration, and why not
     * @param remedy the edit or command that removes the obstacle
     */
    public record Obstacle(String description, String remedy) {

        /** There is no down file. */
        @Internal
        public static Obstacle noDownFile(Migration migration) {
            return new Obstacle(
                    "Migration " + migration.label() + " has no down file:\n    "
                            + migration.up().location(),
                    migration.up().isCode()
                            ? "Make the class implement ReversibleMigration, or write a new migration instead."
                            : "Write "
                                    + Visible.line(migration.up().path().replaceFirst("\\.up\\.sql$", ".down.sql"))
                                    + ", or write a new migration instead.");
        }

        /** There is a row and no file. */
        @Internal
        public static Obstacle noFile(AppliedMigration row) {
            return new Obstacle(
                    "Migration " + row.label() + " was applied at " + row.appliedAt() + " and has no file.",
                    "Roll it back with the release that has the file.");
        }

        /** The file is not the one that was applied. */
        @Internal
        public static Obstacle of(MigrationConflict conflict, String table) {
            return new Obstacle(conflict.description(), conflict.remedy(table));
        }

        /** The down file cannot be run. */
        @Internal
        public static Obstacle of(FileProblem problem) {
            return new Obstacle(problem.description(), problem.remedy());
        }
    }

    /** Nothing was rolled back. */
    @Internal
    public RollbackRefusedException(List<Obstacle> obstacles) {
        this(obstacles, List.of());
    }

    /**
     * The rollback was refused halfway.
     *
     * @param rolledBack the migrations already rolled back; that is kept
     */
    @Internal
    public RollbackRefusedException(List<Obstacle> obstacles, List<Migration> rolledBack) {
        super(
                "The rollback was refused. "
                        + (rolledBack.isEmpty()
                                ? "Nothing was rolled back."
                                : "Already rolled back: "
                                        + rolledBack.stream()
                                                .map(Migration::label)
                                                .collect(Collectors.joining(", "))
                                        + ".")
                        + "\n\n"
                        + numbered(obstacles, Obstacle::description),
                remedies(obstacles, Obstacle::remedy),
                "rollback-refused",
                null);
        this.obstacles = List.copyOf(obstacles);
    }

    /** Every reason, not only the first. */
    public List<Obstacle> obstacles() {
        return this.obstacles;
    }
}
