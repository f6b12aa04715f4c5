package io.github.appliedset.support;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.Versioned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values for tests of the set algebra, written as {@code "103_late"}. */
public final class Migrations {

    private Migrations() {}

    public static <T extends Versioned> VersionSet<T> set(T element) {
        return VersionSet.of(List.of(element));
    }

    public static VersionSet<Migration> onDisk(String... labels) {
        return VersionSet.of(Arrays.stream(labels).map(Migrations::migration).toList());
    }

    public static VersionSet<AppliedMigration> applied(String... labels) {
        return VersionSet.of(
                Arrays.stream(labels).map(label -> row(label, null)).toList());
    }

    public static Migration migration(String label) {
        return migration(label, "SELECT '" + label + "';");
    }

    public static Migration migration(String label, String sql) {
        String[] parts = label.split("_", 2);
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        String path = "db/migration/" + label + ".up.sql";
        return new Migration(
                MigrationVersion.parse(parts[0]),
                parts[1],
                new MigrationFile(path, "memory:" + path, () -> new ByteArrayInputStream(bytes)),
                null);
    }

    public static AppliedMigration row(String label, @Nullable Checksum checksum) {
        String[] parts = label.split("_", 2);
        return new AppliedMigration(
                MigrationVersion.parse(parts[0]), parts[1], Instant.parse("2026-05-20T10:38:00Z"), checksum);
    }

    public static Checksum checksum(String text) {
        return checksum(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Checksum checksum(byte[] bytes) {
        try {
            return Checksum.of(new ByteArrayInputStream(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
