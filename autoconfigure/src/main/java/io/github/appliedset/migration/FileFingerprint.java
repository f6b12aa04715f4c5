package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationFile.Evidence;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the names and the contents of migrations without reading their files: what the directory of a jar says of its
 * entries, and where in a folder a file is, how large, and when it was changed.
 *
 * <p>A time of change says nothing of a file if it is that of more than half of the files, because a build has set it, or lies before 1990,
 * which builds set as well; nor if the file could be changed once more without getting another time.
 */
@Internal
public final class FileFingerprint {

    private static final Instant FIRST_REAL_TIME = Instant.parse("1990-01-01T00:00:00Z");

    /** The resolution of the coarsest file system. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final String CODE = "class";

    private final Instant now;
    private final MessageDigest digest;
    private final Writer text;
    private boolean complete = true;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private final Map<Instant, Integer> files = new HashMap<>();
    private int timed;

    /**
     * That of no files; more are added.
     *
     * @param now the time at which nothing of them has been read yet
     */
    public FileFingerprint(Instant now) {
        this.now = now;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
        // Makes no text and no bytes for each file: with many files, that would be most of what a start allocates.
        this.text = new BufferedWriter(new OutputStreamWriter(
                new DigestOutputStream(OutputStream.nullOutputStream(), this.digest), StandardCharsets.UTF_8));
    }

    /**
     * Adds migrations, whose files are asked once for what stands for them.
     *
     * @param migrations ascending by version, and all higher than those before; only their up files count
     */
    public void add(List<Migration> migrations) {
        try {
            for (Migration migration : migrations) {
                this.complete = this.complete && add(migration);
            }
        } catch (IOException unreadable) {
            // Reading it tells why.
            this.complete = false;
        }
    }

    /** The fingerprint of those added so far; null if nothing stands for one of them. */
    public @Nullable String text() {
        if (!this.complete || !isCredible()) {
            return null;
        }
        try {
            this.text.flush();
            // The digest itself would start from nothing again.
            MessageDigest soFar = (MessageDigest) this.digest.clone();
            return HexFormat.of().formatHex(soFar.digest());
        } catch (CloneNotSupportedException | IOException otherProvider) {
            return null;
        }
    }

    private boolean add(Migration migration) throws IOException {
        MigrationFile file = migration.up();
        this.text.write(migration.version().toString());
        this.text.write('_');
        this.text.write(migration.name());
        this.text.write('\0');
        if (file.isCode()) {
            this.text.write(CODE);
        } else {
            Evidence evidence = file.content().evidence();
            if (evidence == null) {
                return false;
            }
            add(evidence);
        }
        this.text.write('\0');
        return true;
    }

    private void add(Evidence evidence) throws IOException {
        this.text.write(evidence.where());
        this.text.write(' ');
        this.text.write(evidence.state());
        Instant changed = evidence.changed();
        if (changed != null) {
            this.text.write(' ');
            this.text.write(Long.toString(changed.getEpochSecond()));
            this.text.write('.');
            this.text.write(Integer.toString(changed.getNano()));
            see(changed);
        }
    }

    private void see(Instant changed) {
        this.timed++;
        this.files.merge(changed, 1, Integer::sum);
        this.first = this.first == null || changed.isBefore(this.first) ? changed : this.first;
        this.last = this.last == null || changed.isAfter(this.last) ? changed : this.last;
    }

    private boolean isCredible() {
        return this.first == null
                || this.last == null
                || this.timed > 1
                        && Collections.max(this.files.values()) * 2 <= this.timed
                        && !this.first.isBefore(FIRST_REAL_TIME)
                        && !this.last.isAfter(this.now.minus(SETTLED));
    }
}
