package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.context.ApplicationContext;

/** Adds {@code migrations} to the endpoint {@code info}: the counts of the last check. Never queries the database. */
public final class MigrationsInfoContributor implements InfoContributor {

    private final ApplicationContext context;

    public MigrationsInfoContributor(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> migrators = new LinkedHashMap<>();
        ShownMigrator.seenFrom(this.context).forEach(shown -> migrators.put(shown.name(), describe(shown.migrator())));
        builder.withDetail("migrations", migrators);
    }

    private static Map<String, Object> describe(Migrator migrator) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("schema", migrator.schema());
        described.put("table", migrator.table());
        migrator.lastCounts().ifPresent(counts -> described.putAll(numbers(counts)));
        return described;
    }

    private static Map<String, Object> numbers(MigrationCounts counts) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("applied", counts.applied());
        numbers.put("pending", counts.pending());
        numbers.put("orphans", counts.orphans());
        return numbers;
    }
}
