package io.github.appliedset.source;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The checksums of files in folders, so that a file is read again only if its time, size or identity has changed. A health
 * probe compares all of them every few seconds.
 *
 * <p>A file that has just been written is not remembered: it could be written again without a new time.
 */
final class RememberedChecksums {

    /** Longer than the resolution of any file system's times. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private record Seen(
            long size, Instant modified, @Nullable Object identity) {

        static Seen of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
        }

        boolean isSettled() {
            return this.modified.isBefore(Instant.now().minus(SETTLED));
        }
    }

    private record Known(Seen seen, Checksum checksum) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** The file with its remembered checksum, if it is in a folder; else the file itself. */
    FoundFile of(FoundFile found) {
        MigrationFile file = found.file();
        return file.content() instanceof FileContent content
                ? new FoundFile(
                        found.name(),
                        new MigrationFile(file.path(), file.location(), new Remembering(content)),
                        found.identity(),
                        found.path())
                : found;
    }

    /** Whether a file that went through {@link #of} is in a folder. */
    static boolean mayChange(FoundFile found) {
        return found.file().content() instanceof Remembering;
    }

    private final class Remembering implements MigrationFile.Content {

        private final FileContent content;
        private volatile @Nullable Seen beforeReading;

        private Remembering(FileContent content) {
            this.content = content;
        }

        @Override
        public InputStream open() throws IOException {
            return this.content.open();
        }

        @Override
        public MigrationFile.Evidence evidence() throws IOException {
            return this.content.evidence();
        }

        @Override
        public @Nullable Checksum knownChecksum() {
            Path file = this.content.file();
            try {
                Seen now = Seen.of(file);
                this.beforeReading = now.isSettled() ? now : null;
                Known before = RememberedChecksums.this.known.get(file);
                return before != null && before.seen().equals(now) ? before.checksum() : null;
            } catch (IOException unreadable) {
                // Reading it shows why.
                this.beforeReading = null;
                return null;
            }
        }

        @Override
        public void remember(Checksum computed) {
            Seen seen = this.beforeReading;
            if (seen != null) {
                RememberedChecksums.this.known.put(this.content.file(), new Known(seen, computed));
            }
        }
    }
}
