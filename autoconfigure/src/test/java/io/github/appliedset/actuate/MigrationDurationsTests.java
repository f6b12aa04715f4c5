package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.Migrations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class MigrationDurationsTests {

    private static final MigrationVersion FIRST = MigrationVersion.of(1);

    private final MigrationDurations durations = new MigrationDurations();

    private Migrator applied(Migrator.Builder builder) {
        Migrator migrator = builder.dataSource(new SimpleDriverDataSource()).build();
        this.durations.afterMigration(
                migrator.target(), new Executed(Migrations.migration("1_x"), Duration.ofMillis(5)));
        return migrator;
    }

    @Test
    void tenantsDoNotFillTheMemoryNorDisplaceTheOrdinaryMigrator() {
        Migrator ordinary = applied(Migrator.builder());
        Migrator first = applied(Migrator.builder().name("tenants"));
        for (int i = 1; i < MigrationDurations.KEPT; i++) {
            applied(Migrator.builder().name("tenants"));
        }
        assertThat(this.durations.of(first, FIRST)).isEqualTo(Duration.ofMillis(5));

        Migrator last = applied(Migrator.builder().name("tenants"));

        assertThat(this.durations.of(first, FIRST)).isNull();
        assertThat(this.durations.of(last, FIRST)).isEqualTo(Duration.ofMillis(5));
        assertThat(this.durations.of(ordinary, FIRST)).isEqualTo(Duration.ofMillis(5));
    }
}
