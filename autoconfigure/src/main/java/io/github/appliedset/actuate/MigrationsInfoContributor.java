package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Adds {@code migrations} to the endpoint {@code info}: the counts of the last check. Never queries the database. */
public final class MigrationsInfoContributor implements InfoContributor {

    private final ListableBeanFactory beans;

    public MigrationsInfoContributor(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> migrators = new LinkedHashMap<>();
        NamedMigrators.of(this.beans).forEach((name, migrator) -> migrators.put(name, describe(migrator)));
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
