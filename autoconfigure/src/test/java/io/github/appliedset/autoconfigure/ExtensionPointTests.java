package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Beans of the application that take part in its migrations. */
@PostgresTest
class ExtensionPointTests {

    private TestDatabase database;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("3_c.up.sql", "ALTER TABLE public.a ADD later int;");
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.locations=" + files.location());
    }

    private record FillA(long version) implements JavaMigration {

        @Override
        public String name() {
            return "fill_a";
        }

        @Override
        public void migrate(Connection connection) throws Exception {
            Sql.execute(connection, "INSERT INTO public.a VALUES (42)");
        }
    }

    private record Recording(String name, int order, List<String> told) implements MigrationListener, Ordered {

        @Override
        public void beforeMigration(Target target, Migration migration) {
            this.told.add(this.name + " " + migration);
        }

        @Override
        public int getOrder() {
            return this.order;
        }
    }

    @Test
    void javaMigrationIsABean() {
        this.application.withBean(FillA.class, 2L).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(this.database.applied()).containsExactly("1_a", "2_fill_a", "3_c");
        });
    }

    @Test
    void listenersAreCalledInOrder() {
        List<String> told = new ArrayList<>();
        this.application
                .withBean("last", Recording.class, "last", 2, told)
                .withBean("first", Recording.class, "first", 1, told)
                .run(context -> assertThat(told).containsExactly("first 1_a", "last 1_a", "first 3_c", "last 3_c"));
    }

    @Test
    void customizerHasTheLastWord() {
        this.application
                .withPropertyValues("applied-set.schema=of_the_property")
                .withBean(MigratorCustomizer.class, () -> builder -> builder.schema("of_the_customizer"))
                .run(context -> {
                    assertThat(this.database.hasTable("of_the_customizer.applied_migrations"))
                            .isTrue();
                    assertThat(this.database.hasTable("of_the_property.applied_migrations"))
                            .isFalse();
                });
    }

    @Test
    void customizersAreCalledInTheirOrder() {
        this.application.withUserConfiguration(TwoCustomizers.class).run(context -> {
            assertThat(this.database.hasTable("second.applied_migrations")).isTrue();
            assertThat(this.database.hasTable("first.applied_migrations")).isFalse();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoCustomizers {

        @Bean
        @Order(2)
        MigratorCustomizer second() {
            return builder -> builder.schema("second");
        }

        @Bean
        @Order(1)
        MigratorCustomizer first() {
            return builder -> builder.schema("first");
        }
    }

    @Test
    void customizerFindsListenersAndJavaMigrationsSet() {
        List<String> told = new ArrayList<>();
        this.application
                .withBean(FillA.class, 2L)
                .withBean(Recording.class, "listener", 1, told)
                .withBean(
                        MigratorCustomizer.class,
                        () -> builder -> builder.javaMigrations(List.of()).listeners(List.of()))
                .run(context -> {
                    assertThat(this.database.applied()).containsExactly("1_a", "3_c");
                    assertThat(told).isEmpty();
                });
    }
}
