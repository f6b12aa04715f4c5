package io.github.appliedset.source;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationFile;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** The bytes of an entry of a jar, which cannot change while the class loader has the jar open. */
final class EntryContent implements MigrationFile.Content {

    private final URL jar;
    private final JarFile opened;
    private final String entry;
    private final MigrationFile.@Nullable Evidence evidence;
    private volatile @Nullable Checksum checksum;

    /**
     * Creates the content.
     *
     * @param listed as listed in the directory of the jar
     */
    EntryContent(URL jar, JarFile opened, String entry, JarEntry listed) {
        this.jar = jar;
        this.opened = opened;
        this.entry = entry;
        this.evidence = evidence(listed);
    }

    private static MigrationFile.@Nullable Evidence evidence(JarEntry listed) {
        long size = listed.getSize();
        long crc = listed.getCrc();
        return size < 0 || crc < 0
                ? null
                : new MigrationFile.Evidence(listed.getRealName(), size + " " + Long.toHexString(crc), null);
    }

    @Override
    public InputStream open() throws IOException {
        if (OpenJar.isHidden(this.jar)) {
            return OpenJar.in(
                    this.jar, file -> new ByteArrayInputStream(content(file).readAllBytes()));
        }
        try {
            return content(this.opened);
        } catch (IllegalStateException closed) {
            // The code that had opened the jar has since closed it.
            return OpenJar.in(this.jar, this::content);
        }
    }

    private InputStream content(JarFile file) throws IOException {
        JarEntry found = file.getJarEntry(this.entry);
        if (found == null) {
            throw new FileNotFoundException(this.entry + " is no longer in " + this.jar);
        }
        return file.getInputStream(found);
    }

    @Override
    public @Nullable Checksum knownChecksum() {
        return this.checksum;
    }

    @Override
    public void remember(Checksum computed) {
        this.checksum = computed;
    }

    @Override
    public MigrationFile.@Nullable Evidence evidence() {
        return this.evidence;
    }
}
