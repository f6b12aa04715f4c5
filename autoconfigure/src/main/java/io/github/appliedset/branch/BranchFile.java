package io.github.appliedset.branch;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatableMigration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A file of a tree. */
public final class BranchFile {

    private final String path;
    private final byte[] content;
    private @Nullable Checksum checksum;

    /**
     * A file.
     *
     * @param path from the root of the tree, with slashes
     * @param content its bytes, which nobody changes
     */
    public BranchFile(String path, byte[] content) {
        this.path = path;
        this.content = content;
    }

    public String path() {
        return this.path;
    }

    /** Its bytes, not to be changed. */
    public byte[] content() {
        return this.content;
    }

    /** The folder part of its path; empty for the root. */
    public String folder() {
        return this.path.substring(0, Math.max(this.path.lastIndexOf('/'), 0));
    }

    /** Its name without folders. */
    public String fileName() {
        return this.path.substring(this.path.lastIndexOf('/') + 1);
    }

    /** Its content as text; malformed bytes are replaced. */
    public String text() {
        return new String(this.content, StandardCharsets.UTF_8);
    }

    /** As a runner would record it. */
    public Checksum checksum() {
        Checksum known = this.checksum;
        if (known == null) {
            try {
                known = Checksum.of(new ByteArrayInputStream(this.content));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            this.checksum = known;
        }
        return known;
    }

    /** For a run. */
    MigrationFile asMigrationFile(String tree) {
        return new MigrationFile(this.path, this.path + " of " + tree, () -> new ByteArrayInputStream(this.content));
    }

    /**
     * For a run, of the file of a repeatable migration.
     *
     * @param tree where it is from, to be shown in messages
     */
    public RepeatableMigration repeatable(String tree) {
        String name = fileName();
        return new RepeatableMigration(name.substring(0, name.indexOf(".repeatable.")), asMigrationFile(tree));
    }

    @Override
    public String toString() {
        return this.path;
    }
}
