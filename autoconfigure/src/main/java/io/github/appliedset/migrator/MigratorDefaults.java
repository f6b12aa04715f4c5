package io.github.appliedset.migrator;

import io.github.appliedset.Internal;
import java.time.Duration;

/** Every default, once: as text for the configuration properties, parsed by {@link Migrator.Builder}. */
@Internal
public final class MigratorDefaults {

    public static final String LOCATION = "classpath:db/migration";
    public static final String SCHEMA = "public";
    public static final String TABLE = "applied_migrations";
    public static final String CHECKSUM_MISMATCH = "fail";
    public static final String ORPHANS = "warn";
    public static final String INSTANCE_LOCK_TIMEOUT = "5m";
    public static final String LOCK_TIMEOUT = "5s";
    public static final String LOCK_RETRIES = "10";
    public static final String LEGACY_TOOL = "detect";
    public static final String PIPELINE = "auto";
    static final String PROGRESS_EVERY = "10s";

    private MigratorDefaults() {}

    /** Reads {@code 5s} and {@code 5m}, the units the defaults above use. */
    static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }
}
