package io.github.appliedset.authoring;

import io.github.appliedset.migration.MigrationVersion;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A new migration with its version.
 *
 * @param folder the folder of its files
 * @param number the version as written in the file names, possibly with leading zeros
 * @param migration the rest
 */
public record NumberedMigration(Path folder, String number, NewMigration migration) {

    /** Its version. */
    public MigrationVersion version() {
        return MigrationVersion.parse(this.number);
    }

    /** Its up file. */
    public NewFile up() {
        return file("up", this.migration.up());
    }

    /** Its down file, if it has one. */
    public Optional<NewFile> down() {
        return Optional.ofNullable(this.migration.down()).map(text -> file("down", text));
    }

    /** Its up file and, if any, its down file. */
    public Stream<NewFile> files() {
        return Stream.concat(Stream.of(up()), down().stream());
    }

    private NewFile file(String direction, String text) {
        return new NewFile(
                this.folder.resolve(this.number + "_" + this.migration.name() + "." + direction + ".sql"), text);
    }
}
