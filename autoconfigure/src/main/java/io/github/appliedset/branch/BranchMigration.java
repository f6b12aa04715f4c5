package io.github.appliedset.branch;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.text.Visible;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A migration in a tree. A tree that two branches have met in may hold several of one version.
 *
 * @param version its number
 * @param name the part of its file name after it
 * @param up the file that applies it
 * @param down the file that rolls it back; null if there is none
 */
public record BranchMigration(
        MigrationVersion version,
        String name,
        BranchFile up,
        @Nullable BranchFile down) {

    /** What makes two migrations one, whatever their paths. */
    record Identity(MigrationVersion version, Checksum checksum) {}

    Identity identity() {
        return new Identity(this.version, checksum());
    }

    public Checksum checksum() {
        return this.up.checksum();
    }

    /** Number and name, to be shown: {@code 3_add_phone}. */
    public String label() {
        return Visible.line(this.version + "_" + this.name);
    }

    /** The version as it is written, possibly with leading zeros. */
    public String number() {
        String fileName = this.up.fileName();
        return fileName.substring(0, fileName.indexOf('_'));
    }

    /** Its up file and, if any, its down file. */
    public List<BranchFile> files() {
        return Stream.concat(Stream.of(this.up), Stream.ofNullable(this.down)).toList();
    }

    /**
     * For a run.
     *
     * @param as the version to run it under
     * @param tree where it is from, to be shown in messages
     */
    public Migration runnable(MigrationVersion as, String tree) {
        BranchFile back = this.down;
        return new Migration(
                as, this.name, this.up.asMigrationFile(tree), back == null ? null : back.asMigrationFile(tree));
    }

    @Override
    public String toString() {
        return label();
    }
}
