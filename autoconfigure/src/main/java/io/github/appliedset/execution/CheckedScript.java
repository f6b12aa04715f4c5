package io.github.appliedset.execution;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.ConflictMarks;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptProblem;
import io.github.appliedset.script.ScriptText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * A migration file that is read before anything runs.
 *
 * @param outline its properties, including every problem
 * @param checksum checksum of its content at that time, which must not change before it runs; null for a Java class
 */
public record CheckedScript(ScriptOutline outline, @Nullable Checksum checksum) {

    static CheckedScript read(MigrationFile file) {
        if (file.isCode()) {
            return new CheckedScript(ScriptOutline.ofCode(), null);
        }
        try (ConflictMarks marks = new ConflictMarks(file.content().open());
                FingerprintStream content = new FingerprintStream(marks)) {
            ScriptOutline outline = outline(content, file);
            content.transferTo(OutputStream.nullOutputStream());
            marks.requireNone(file.location());
            return new CheckedScript(outline, content.checksum());
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file.location(), unreadable));
        }
    }

    /** The directives of a file, which is read no further; none if it cannot be read. */
    public static ScriptDirectives directives(MigrationFile file) {
        if (file.isCode()) {
            return ScriptDirectives.NONE;
        }
        try (InputStream content = file.content().open()) {
            return ScriptOutline.directives(ScriptText.reader(content));
        } catch (IOException unreadable) {
            return ScriptDirectives.NONE;
        }
    }

    private static ScriptOutline outline(InputStream content, MigrationFile file) throws IOException {
        try {
            return ScriptOutline.of(ScriptText.reader(content));
        } catch (CharacterCodingException malformed) {
            return ScriptOutline.unreadable(firstMalformedByte(file));
        }
    }

    private static ScriptProblem firstMalformedByte(MigrationFile file) throws IOException {
        try (InputStream content = file.content().open()) {
            return ScriptText.malformed(content);
        }
    }
}
