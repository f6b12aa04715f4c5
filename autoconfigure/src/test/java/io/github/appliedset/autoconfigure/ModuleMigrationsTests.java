package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a test of one module counts as on disk. */
@PostgresTest
class ModuleMigrationsTests {

    @Test
    void rowsAreThoseOfTheTrackerThatACustomizerNames(TestDatabase database, @TempDir Path folder) {
        MigrationFolder files = new MigrationFolder(folder)
                .with("orders/1_orders.up.sql", "CREATE TABLE public.orders (id int);")
                .with("billing/2_billing.up.sql", "CREATE TABLE public.billing (id int);");
        Migrator.builder()
                .dataSource(database.dataSource())
                .locations(files.location())
                .table("customized")
                .build()
                .migrate();
        files.with("billing/3_more.up.sql", "CREATE TABLE public.more (id int);");

        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withBean(ModuleScope.class, () -> subFolder -> !subFolder.equals("billing"))
                .withBean(MigratorCustomizer.class, () -> builder -> builder.table("customized"))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.locations=" + files.location(), "applied-set.orphans=fail")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Migrator.class).plan().applied()).hasSize(2);
                    assertThat(database.hasTable("public.more")).isFalse();
                });
    }
}
