package io.github.appliedset.source;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** The bytes of an entry of a jar, which cannot change while the class loader has the jar open. */
final class EntryContent implements MigrationFile.Content {

    private final URL jar;
    private final JarFile opened;
    private final String entry;
    private volatile @Nullable Checksum checksum;

    EntryContent(URL jar, JarFile opened, String entry) {
        this.jar = jar;
        this.opened = opened;
        this.entry = entry;
    }

    @Override
    public InputStream open() throws IOException {
        return JarListing.read(this.jar, this.opened, this.entry);
    }

    @Override
    public @Nullable Checksum knownChecksum() {
        return this.checksum;
    }

    @Override
    public void remember(Checksum computed) {
        this.checksum = computed;
    }
}
