package io.github.appliedset.drift;

import io.github.appliedset.Internal;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.drift.ColumnOrder;
import io.github.appliedset.schema.snapshot.ShippedSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/** The checks of an application, one for each migrator. */
@Internal
public final class SchemaChecks {

    /** Location of the snapshot of an unnamed migrator; a named one appends its name. */
    public static final String LOCATION = "db/snapshot";

    private final ResourceLoader resources;
    private final Function<Migrator, ColumnOrder.Mode> order;
    private final Map<Migrator, SchemaCheck> checks = new ConcurrentHashMap<>();

    public SchemaChecks(ResourceLoader resources) {
        this(resources, any -> ColumnOrder.Mode.INFO);
    }

    /**
     * Creates checks that treat column order according to a mode.
     *
     * @param order the mode, by migrator
     */
    public SchemaChecks(ResourceLoader resources, Function<Migrator, ColumnOrder.Mode> order) {
        this.resources = resources;
        this.order = order;
    }

    /** The check of a migrator, the same one on every call. */
    public SchemaCheck of(Migrator migrator) {
        return this.checks.computeIfAbsent(
                migrator,
                any -> new SchemaCheck(
                        any,
                        new ShippedSnapshot(this.resources, location(any)),
                        this.order.apply(any),
                        System::nanoTime));
    }

    /** The folder of a migrator's snapshot on the class path: {@code db/snapshot}, or {@code db/snapshot-<name>}. */
    public static String location(Migrator migrator) {
        return location(migrator.name());
    }

    /**
     * The folder of the snapshot of a migrator with a name.
     *
     * @param migrator its name; null for the one without
     */
    public static String location(@Nullable String migrator) {
        return migrator == null ? LOCATION : LOCATION + "-" + migrator;
    }
}
