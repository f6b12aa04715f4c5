package io.github.appliedset.migration;

import org.jspecify.annotations.Nullable;

/**
 * A migration to apply or to roll back.
 *
 * @param migration which one
 * @param direction whether to apply it or roll it back
 */
public record Step(Migration migration, Direction direction) {

    /**
     * Checks that the migration has a file for the direction.
     *
     * @throws IllegalArgumentException if the direction is down and the migration has no down file
     */
    public Step {
        if (fileOf(migration, direction) == null) {
            throw new IllegalArgumentException("migration " + migration.label() + " has no down file");
        }
    }

    /** Applies a migration. */
    public static Step up(Migration migration) {
        return new Step(migration, Direction.UP);
    }

    /**
     * Rolls a migration back.
     *
     * @throws IllegalArgumentException if it has no down file
     */
    public static Step down(Migration migration) {
        return new Step(migration, Direction.DOWN);
    }

    /** The file that runs. */
    public MigrationFile file() {
        MigrationFile file = fileOf(this.migration, this.direction);
        if (file == null) {
            throw new IllegalStateException("the constructor has checked it");
        }
        return file;
    }

    private static @Nullable MigrationFile fileOf(Migration migration, Direction direction) {
        return direction == Direction.UP ? migration.up() : migration.down();
    }

    /** The migration's version. */
    public MigrationVersion version() {
        return this.migration.version();
    }

    /** The step at the start of a sentence: {@code Migration 3_add_phone} or {@code Rollback of 3_add_phone}. */
    public String subject() {
        return (this.direction == Direction.UP ? "Migration " : "Rollback of ") + this.migration.label();
    }

    /** Within a sentence, and for {@code pg_stat_activity}: {@code 3_add_phone} or {@code rollback of 3_add_phone}. */
    @Override
    public String toString() {
        return (this.direction == Direction.UP ? "" : "rollback of ") + this.migration.label();
    }
}
