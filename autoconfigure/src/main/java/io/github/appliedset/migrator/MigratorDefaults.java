package io.github.appliedset.migrator;

import io.github.appliedset.Internal;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.PipelineMode;
import java.time.Duration;

/** Every default, once: for the configuration properties and for {@link Migrator.Builder}. */
@Internal
public final class MigratorDefaults {

    public static final String LOCATION = "classpath:db/migration";
    public static final String SCHEMA = "public";
    public static final String TABLE = "applied_migrations";
    public static final ConflictPolicy CHECKSUM_MISMATCH = ConflictPolicy.FAIL;
    public static final ConflictPolicy ORPHANS = ConflictPolicy.WARN;
    public static final Duration INSTANCE_LOCK_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    public static final int LOCK_RETRIES = 10;
    public static final LegacyTool LEGACY_TOOL = LegacyTool.DETECT;
    public static final PipelineMode PIPELINE = PipelineMode.AUTO;
    static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

    private MigratorDefaults() {}
}
