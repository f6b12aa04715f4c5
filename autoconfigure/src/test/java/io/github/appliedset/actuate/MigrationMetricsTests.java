package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.Migrations;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.context.support.GenericApplicationContext;

class MigrationMetricsTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Migrator migrator =
            Migrator.builder().dataSource(new PGSimpleDataSource()).name("shop").build();

    private MigrationMetrics metrics() {
        GenericApplicationContext context = new GenericApplicationContext();
        context.refresh();
        return new MigrationMetrics(context);
    }

    private void apply(MigrationMetrics metrics, int version) {
        metrics.afterMigration(
                this.migrator.target(), new Executed(Migrations.migration(version + "_x"), Duration.ofMillis(5)));
    }

    private List<Timer> timers() {
        return List.copyOf(this.registry.find("applied.set.migration").timers());
    }

    @Test
    void timerHasOneSeriesWhateverVersionsThereAre() {
        MigrationMetrics metrics = metrics();
        metrics.bindTo(this.registry);
        apply(metrics, 1);
        apply(metrics, 2);

        assertThat(timers()).singleElement().satisfies(timer -> {
            assertThat(timer.count()).isEqualTo(2);
            assertThat(timer.getId().getTags())
                    .containsExactly(Tag.of("migrator", "shop"), Tag.of("outcome", "success"));
        });
    }

    @Test
    void lastThousandMigrationsAreKeptForARegistryThatComesLater() {
        MigrationMetrics metrics = metrics();
        for (int version = 1; version <= 1_500; version++) {
            apply(metrics, version);
        }

        metrics.bindTo(this.registry);
        assertThat(timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.count()).isEqualTo(1_000));

        apply(metrics, 1_501);
        assertThat(timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.count()).isEqualTo(1_001));
    }
}
