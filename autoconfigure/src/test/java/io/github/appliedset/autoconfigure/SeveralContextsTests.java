package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.actuate.MigrationMetrics;
import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.actuate.MigrationsInfoContributor;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Contexts above and below the one that migrates: a parent with the database, and the actuator on a port of its own. */
@PostgresTest
class SeveralContextsTests {

    private TestDatabase database;
    private MigrationFolder files;
    private MigrationFolder others;

    @BeforeEach
    void prepare(@TempDir Path folder, @TempDir Path ofOthers, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "SELECT 1;");
        this.others = new MigrationFolder(ofOthers).with("1_o.up.sql", "CREATE TABLE o (id int);");
    }

    /** A parent with the database and its migrations, and without any way to show them. */
    private void under(ContextConsumer<AssertableApplicationContext> work, String... properties) {
        new ApplicationContextRunner()
                .withInitializer(context -> context.setId("parent"))
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(this.database.properties())
                .withPropertyValues("applied-set.locations=" + this.files.location())
                .withPropertyValues(properties)
                .run(work);
    }

    /** A child with everything that shows migrations, and the properties of its parent. */
    private static ApplicationContextRunner child(AssertableApplicationContext parent) {
        assertThat(parent).hasNotFailed();
        return new ApplicationContextRunner()
                .withParent(parent)
                .withConfiguration(AutoConfigurations.of(
                        AppliedSetAutoConfiguration.class,
                        AppliedSetEndpointAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class,
                        AppliedSetInfoAutoConfiguration.class,
                        AppliedSetMetricsAutoConfiguration.class))
                .withPropertyValues(
                        "management.info.migrations.enabled=true", "management.endpoints.web.exposure.include=*");
    }

    private Migrator own() {
        return Migrator.builder()
                .dataSource(this.database.dataSource())
                .locations(this.others.location())
                .schema("own")
                .build();
    }

    private static Map<String, Health> health(AssertableApplicationContext context) {
        HealthContributor contributor = context.getBean("migrationsHealthContributor", HealthContributor.class);
        Map<String, Health> health = new TreeMap<>();
        if (contributor instanceof HealthIndicator one) {
            health.put("", one.health());
        } else {
            ((CompositeHealthContributor) contributor)
                    .stream()
                            .forEach(entry ->
                                    health.put(entry.name(), ((HealthIndicator) entry.contributor()).health()));
        }
        return health;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> info(AssertableApplicationContext context) {
        Info.Builder builder = new Info.Builder();
        context.getBean(MigrationsInfoContributor.class).contribute(builder);
        return (Map<String, Map<String, Object>>) builder.build().getDetails().get("migrations");
    }

    private static double applied(AssertableApplicationContext context, String migrator) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        context.getBean(MigrationMetrics.class).bindTo(meters);
        return meters.get("applied.set.migrations")
                .tags("state", "applied", "migrator", migrator)
                .gauge()
                .value();
    }

    @Test
    void childShowsMigrationsOfItsParent() {
        under(parent -> child(parent).run(child -> {
            assertThat(child).hasNotFailed();
            assertThat(health(child).get("").getDetails())
                    .containsEntry("table", "public.applied_migrations")
                    .containsEntry("applied", 2);
            assertThat(info(child)).containsOnlyKeys("migrator");
            assertThat(info(child).get("migrator")).containsEntry("applied", 2);
            assertThat(applied(child, "migrator")).isEqualTo(2);

            this.files.with("3_c.up.sql", "SELECT 1;");
            this.database.execute("DELETE FROM public.applied_migrations WHERE version = 2");
            assertThat(health(child).get("").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        }));
    }

    /** Both are beans of the name {@code migrator}. */
    @Test
    void migratorsOfParentAndChildHaveDifferentNames() {
        under(parent -> child(parent)
                .withBean("migrator", Migrator.class, this::own)
                .run(child -> {
                    assertThat(child).hasNotFailed();
                    assertThat(health(child)).containsOnlyKeys("migrator", "parent.migrator");
                    assertThat(health(child).get("migrator").getDetails()).containsEntry("applied", 1);
                    assertThat(health(child).get("parent.migrator").getDetails())
                            .containsEntry("applied", 2);
                    assertThat(info(child).get("migrator")).containsEntry("schema", "own");
                    assertThat(info(child).get("parent.migrator")).containsEntry("schema", "public");
                    assertThat(applied(child, "migrator")).isEqualTo(1);
                    assertThat(applied(child, "parent.migrator")).isEqualTo(2);
                    assertThat(new MigrationsEndpoint(child).migrations().contexts())
                            .hasSize(2)
                            .containsKey("parent");
                }));
    }

    /** A context that shows its own does not know of those below it. */
    @Test
    void childShowsItsMigrationsEvenIfItsParentShowsItsOwn() {
        new ApplicationContextRunner()
                .withInitializer(context -> context.setId("parent"))
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetEndpointAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class,
                        AppliedSetInfoAutoConfiguration.class))
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.files.location(),
                        "management.info.migrations.enabled=true",
                        "management.endpoints.web.exposure.include=*")
                .run(parent -> child(parent)
                        .withBean("own", Migrator.class, this::own)
                        .run(child -> {
                            assertThat(child).hasNotFailed();
                            assertThat(health(child)).containsOnlyKeys("own", "migrator");
                            assertThat(info(child)).containsOnlyKeys("own", "migrator");
                            assertThat(child.getBean(MigrationsEndpoint.class)
                                            .migrations()
                                            .contexts())
                                    .hasSize(2);
                            assertThat(health(parent)).containsOnlyKeys("");
                        }));
    }

    @Test
    void tenantsOfTheParentAreShownBelowItAndMigratedOnce() {
        List<MigrationsAppliedEvent> events = new ArrayList<>();
        under(
                parent -> {
                    this.others.with("2_p.up.sql", "CREATE TABLE p (id int);");
                    child(parent)
                            .withInitializer(context -> context.addApplicationListener(event -> {
                                if (event instanceof MigrationsAppliedEvent its) {
                                    events.add(its);
                                }
                            }))
                            .run(child -> {
                                assertThat(child).hasNotFailed();
                                assertThat(this.database.hasTable("tenant_1.o")).isTrue();
                                assertThat(this.database.hasTable("tenant_1.p")).isFalse();
                                assertThat(health(child).get("").getDetails()).containsKey("tenants");
                                assertThat(events).isEmpty();
                            });
                },
                "applied-set.tenants.schemas-from=VALUES ('tenant_1')",
                "applied-set.tenants.locations=" + this.others.location());
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {}

    /** The management context is a child of the application's. */
    @Test
    void theActuatorHasAPortOfItsOwn() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--management.endpoints.web.exposure.include=*",
                "--management.endpoint.health.show-details=always",
                "--management.info.migrations.enabled=true",
                "--applied-set.locations=" + this.files.location()));
        for (String property : this.database.properties()) {
            arguments.add("--" + property);
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new))) {
            assertThat(port(context, "local.management.port")).isNotEqualTo(port(context, "local.server.port"));

            assertThat(get(context, "health")).contains("\"migrations\":{").contains("\"applied\":2");
            assertThat(get(context, "info")).contains("\"migrations\":{\"migrator\":{\"schema\":\"public\"");
            assertThat(get(context, "metrics/applied.set.migrations?tag=state:applied"))
                    .contains("\"value\":2.0");
            assertThat(get(context, "migrations")).contains("\"counts\":{\"applied\":2");
        }
    }

    private static int port(ConfigurableApplicationContext context, String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    private static String get(ConfigurableApplicationContext context, String endpoint) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port(context, "local.management.port")
                                        + "/actuator/" + endpoint))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
