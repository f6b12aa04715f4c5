package io.github.appliedset.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.appliedset.migration.FileFingerprint;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationTests {

    private static final int FILES = 1_000;
    private static final Instant FIRST_CHANGE = Instant.parse("2026-01-01T00:00:00Z");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aFileThatIsKnownTakesLessThanTwoKilobytes(@TempDir Path folder) throws Exception {
        for (int version = 1; version <= FILES; version++) {
            Path file = Files.writeString(folder.resolve(version + "_migration.up.sql"), "SELECT 1;");
            Files.setLastModifiedTime(file, FileTime.from(FIRST_CHANGE.plusSeconds(version)));
        }
        ResourceMigrationSource source = ResourceMigrationSource.ofFolder(folder);
        String before = fingerprint(source);

        long start = THREADS.getCurrentThreadAllocatedBytes();
        String after = fingerprint(source);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - start;

        assertThat(after).isNotNull().isEqualTo(before);
        assertThat(allocated / FILES).isLessThan(2_000);
    }

    private static String fingerprint(ResourceMigrationSource source) {
        FileFingerprint fingerprint = new FileFingerprint(Instant.now());
        fingerprint.add(source.load().toList());
        return fingerprint.text();
    }
}
