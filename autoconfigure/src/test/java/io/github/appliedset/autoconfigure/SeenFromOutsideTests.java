package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.appliedset.actuate.MigrationsInfoContributor;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.observation.ApplyObservationContext;
import io.github.appliedset.observation.ApplyObservationConvention;
import io.github.appliedset.observation.DefaultApplyObservationConvention;
import io.github.appliedset.observation.MigrationObservation;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Metrics, observations, startup steps and events of a real start. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class SeenFromOutsideTests {

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {

        @Bean
        SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        RecordedObservations recorded() {
            return new RecordedObservations();
        }
    }

    static final class RecordedObservations implements ObservationHandler<Observation.Context> {

        private final List<String> lines = new ArrayList<>();
        private final List<String> durations = new ArrayList<>();

        ObservationRegistry registry() {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(this);
            return registry;
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStop(Observation.Context context) {
            ObservationView parent = context.getParentObservation();
            Throwable error = context.getError();
            context.getHighCardinalityKeyValues().stream()
                    .filter(pair -> pair.getKey().equals("duration_ms"))
                    .forEach(pair -> this.durations.add(pair.getValue()));
            this.lines.add(context.getName() + ", " + context.getContextualName() + ", "
                    + context.getLowCardinalityKeyValues().stream()
                            .map(pair -> pair.getKey() + "=" + pair.getValue())
                            .toList()
                    + context.getHighCardinalityKeyValues().stream()
                            .filter(pair -> List.of("version", "applied").contains(pair.getKey()))
                            .map(pair -> ", " + pair.getKey() + " " + pair.getValue())
                            .collect(Collectors.joining())
                    + (parent == null ? "" : " in " + parent.getContextView().getName())
                    + (error == null ? "" : ", " + error.getClass().getSimpleName()));
        }
    }

    private MigrationFolder files;
    private TestDatabase database;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "SELECT 1;");
        this.database = database;
    }

    private SpringApplication application(Class<?>... configurations) {
        SpringApplication application = new SpringApplication(configurations);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application;
    }

    private ConfigurableApplicationContext run(SpringApplication application, String... arguments) {
        return run(application, this.database.port(), arguments);
    }

    private ConfigurableApplicationContext run(SpringApplication application, int port, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--applied-set.locations=" + this.files.location());
        all.add("--spring.jpa.hibernate.ddl-auto=none");
        for (String property : this.database.properties()) {
            all.add("--" + property.replace(":" + this.database.port() + "/", ":" + port + "/"));
            if (port != this.database.port() && property.startsWith("spring.datasource.url=")) {
                all.set(all.size() - 1, all.get(all.size() - 1) + "?sslmode=disable");
            }
        }
        return application.run(all.toArray(String[]::new));
    }

    /** The starter's own listeners only watch, so ordinary migrations share round trips. */
    @Test
    void migrationsShareRoundTripsInAnApplication() {
        for (int version = 3; version <= 20; version++) {
            this.files.with(version + "_t.up.sql", "CREATE TABLE public.t" + version + " (id int);");
        }
        BufferingApplicationStartup startup = new BufferingApplicationStartup(1000);
        SpringApplication application = application(Application.class);
        application.setApplicationStartup(startup);
        AtomicInteger before = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.database.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.startsWith("CREATE TABLE public.t3 ")) {
                        before.set(proxy.roundTripsSoFar());
                    } else if (sql.startsWith("CREATE TABLE public.t20 ")) {
                        after.set(proxy.roundTripsSoFar());
                    }
                    return sql;
                }
            });
            try (ConfigurableApplicationContext context = run(application, proxy.port())) {
                assertThat(this.database.applied()).hasSize(20);
                assertThat(context.getBean(RecordedObservations.class).durations)
                        .hasSize(20)
                        .allMatch(duration -> duration.matches("\\d+"));
                assertThat(context.getBean(SimpleMeterRegistry.class)
                                .get("applied.set.migration")
                                .timer()
                                .count())
                        .isEqualTo(20);
            }
        }
        assertThat(after.get() - before.get()).as("one by one, 17").isBetween(1, 4);
        assertThat(startup.getBufferedTimeline().getEvents())
                .map(event -> event.getStartupStep())
                .filteredOn(step -> step.getName().equals("applied-set.apply"))
                .hasSize(20)
                .allMatch(step -> StreamSupport.stream(step.getTags().spliterator(), false)
                        .anyMatch(tag -> tag.getKey().equals("duration")
                                && tag.getValue().endsWith(" ms")));
    }

    /** The answers of a group come together; what failed began where the one before it ended. */
    @Test
    void failureInAGroupHasItsOwnDuration() {
        this.files.with("3_c.up.sql", """
                INSERT INTO public.a SELECT 1 FROM pg_sleep(0.3);
                INSERT INTO public.a (wrong) VALUES (1);
                """);
        try (ConfigurableApplicationContext context = run(application(Application.class), "--applied-set.mode=off")) {
            assertThat(catchThrowable(context.getBean(Migrator.class)::migrate))
                    .isInstanceOf(MigrationFailedException.class);
            assertThat(context.getBean(SimpleMeterRegistry.class)
                            .get("applied.set.migration")
                            .tags("outcome", "failure")
                            .timer()
                            .totalTime(TimeUnit.MILLISECONDS))
                    .isGreaterThanOrEqualTo(300);
        }
    }

    private static double gauge(ConfigurableApplicationContext context, String state) {
        return context.getBean(SimpleMeterRegistry.class)
                .get("applied.set.migrations")
                .tags("state", state, "migrator", "migrator")
                .gauge()
                .value();
    }

    @Test
    void metersSayWhatIsAppliedAndHowLongItTook() {
        this.database.execute("CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY, name text NOT NULL,"
                + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text)");
        this.database.execute("INSERT INTO public.applied_migrations VALUES (9, 'orphan')");
        try (ConfigurableApplicationContext context = run(application(Application.class))) {
            assertThat(gauge(context, "applied")).isEqualTo(2);
            assertThat(gauge(context, "pending")).isZero();
            assertThat(gauge(context, "orphan")).isEqualTo(1);
            assertThat(context.getBean(SimpleMeterRegistry.class)
                            .get("applied.set.migration")
                            .tags("outcome", "success", "migrator", "migrator")
                            .timer()
                            .count())
                    .isEqualTo(2);

            this.files.with("3_c.up.sql", "SELECT 1;").with("4_d.up.sql", "SELECT nonsense;");
            context.getBean(Migrator.class).plan();
            assertThat(gauge(context, "pending")).isEqualTo(2);

            assertThat(catchThrowable(context.getBean(Migrator.class)::migrate))
                    .isInstanceOf(MigrationFailedException.class);
            assertThat(context.getBean(SimpleMeterRegistry.class)
                            .get("applied.set.migration")
                            .tags("outcome", "failure")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void observationsAreNested() {
        try (ConfigurableApplicationContext context = run(application(Application.class))) {
            assertThat(context.getBean(RecordedObservations.class).lines)
                    .containsExactly(
                            "applied.set.apply, apply 1_a, [migrator=migrator, outcome=success], version 1"
                                    + " in applied.set.run",
                            "applied.set.apply, apply 2_b, [migrator=migrator, outcome=success], version 2"
                                    + " in applied.set.run",
                            "applied.set.run, migrate public.applied_migrations, [migrator=migrator,"
                                    + " outcome=success], applied 2");
        }
    }

    @Test
    void repeatableMigrationsHaveMetersAndObservations() {
        this.files.with("ids.repeatable.sql", "CREATE OR REPLACE VIEW public.ids AS SELECT 1 AS id;");
        try (ConfigurableApplicationContext context = run(application(Application.class))) {
            SimpleMeterRegistry meters = context.getBean(SimpleMeterRegistry.class);
            assertThat(context.getBean(RecordedObservations.class).lines)
                    .anyMatch(line ->
                            line.startsWith("applied.set.repeat, repeat ids, [migrator=migrator, outcome=success]")
                                    && line.endsWith(" in applied.set.run"));
            assertThat(meters.get("applied.set.repeatables")
                            .tags("state", "applied", "migrator", "migrator")
                            .gauge()
                            .value())
                    .isEqualTo(1);

            this.files.with("ids.repeatable.sql", "CREATE OR REPLACE VIEW public.ids AS SELECT nonsense;");
            context.getBean(Migrator.class).status();
            assertThat(meters.get("applied.set.repeatables")
                            .tags("state", "pending")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(catchThrowable(context.getBean(Migrator.class)::migrate))
                    .isInstanceOf(RepeatableFailedException.class);

            List<Timer> timers =
                    List.copyOf(meters.get("applied.set.repeatable").timers());
            assertThat(timers)
                    .extracting(timer -> timer.getId().getTag("outcome") + " " + timer.count())
                    .containsExactlyInAnyOrder("success 1", "failure 1");
            assertThat(timers)
                    .allSatisfy(timer -> assertThat(timer.getId().getTags())
                            .extracting(Tag::getKey)
                            .containsExactlyInAnyOrderElementsOf(
                                    Stream.of(MigrationObservation.REPEAT.getLowCardinalityKeyNames())
                                            .map(KeyName::asString)
                                            .toList()));
            assertThat(context.getBean(RecordedObservations.class).lines)
                    .anyMatch(line ->
                            line.startsWith("applied.set.repeat, repeat ids, [migrator=migrator, outcome=failure]"));
        }
    }

    @Test
    void failureIsSeenInItsObservation() {
        this.files.with("3_c.up.sql", "SELECT nonsense;");
        RecordedObservations recorded = new RecordedObservations();
        SpringApplication application = application(Failing.class);
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("observations", ObservationRegistry.class, recorded::registry));

        assertThat(catchThrowable(() -> run(application))).isNotNull();

        assertThat(recorded.lines)
                .endsWith(
                        "applied.set.apply, apply 3_c, [migrator=migrator, outcome=failure], version 3"
                                + " in applied.set.run, MigrationFailedException",
                        "applied.set.run, migrate public.applied_migrations, [migrator=migrator, outcome=failure],"
                                + " applied none, MigrationFailedException");
    }

    /** What a meter is tagged with, an observation has too, and what has many values is in no meter. */
    @Test
    void keysOfMetersAndObservationsAreTheSame() {
        this.files.with("3_c.up.sql", "SELECT nonsense;");
        try (ConfigurableApplicationContext context = run(application(Application.class), "--applied-set.mode=off")) {
            assertThat(catchThrowable(context.getBean(Migrator.class)::migrate))
                    .isInstanceOf(MigrationFailedException.class);
            List<String> low = Stream.of(MigrationObservation.RUN, MigrationObservation.APPLY)
                    .flatMap(observation -> Stream.of(observation.getLowCardinalityKeyNames()))
                    .map(KeyName::asString)
                    .distinct()
                    .toList();

            List<Timer> timers = List.copyOf(context.getBean(SimpleMeterRegistry.class)
                    .get("applied.set.migration")
                    .timers());
            assertThat(timers).hasSize(2).allSatisfy(timer -> {
                assertThat(timer.getId().getTags()).extracting(Tag::getKey).containsExactlyInAnyOrderElementsOf(low);
                assertThat(timer.getId().getTag("outcome")).isIn("success", "failure");
            });
            assertThat(low).containsExactly("migrator", "outcome");
            assertThat(context.getBean(RecordedObservations.class).lines)
                    .allMatch(line -> line.contains("[migrator=migrator, outcome="));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConventions {

        @Bean
        ApplyObservationConvention apply() {
            return new DefaultApplyObservationConvention() {
                @Override
                public String getName() {
                    return "shop.migration";
                }

                @Override
                public KeyValues getLowCardinalityKeyValues(ApplyObservationContext context) {
                    return super.getLowCardinalityKeyValues(context).and("stage", "test");
                }
            };
        }
    }

    @Test
    void conventionOfTheApplicationReplacesOurs() {
        try (ConfigurableApplicationContext context = run(application(Application.class, OwnConventions.class))) {
            assertThat(context.getBean(RecordedObservations.class).lines)
                    .first()
                    .isEqualTo("shop.migration, apply 1_a, [migrator=migrator, outcome=success, stage=test], version 1"
                            + " in applied.set.run");
        }
    }

    @Test
    void infoHasTheCountsOfTheLastCheck() {
        try (ConfigurableApplicationContext context = run(application(Application.class))) {
            assertThat(info(context))
                    .isEqualTo(Map.of(
                            "migrator",
                            Map.of(
                                    "schema", "public",
                                    "table", "applied_migrations",
                                    "applied", 2,
                                    "pending", 0,
                                    "orphans", 0)));
        }
        try (ConfigurableApplicationContext context =
                run(application(Application.class), "--management.info.migrations.enabled=false")) {
            assertThat(context.getBeanProvider(MigrationsInfoContributor.class).getIfAvailable())
                    .isNull();
        }
    }

    private static Object info(ConfigurableApplicationContext context) {
        Info.Builder info = new Info.Builder();
        context.getBean(MigrationsInfoContributor.class).contribute(info);
        return info.build().get("migrations");
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class RegistryThatNeedsTheDatabase {

        @Bean
        ObservationRegistry observations(JdbcClient jdbc) {
            return ObservationRegistry.create();
        }
    }

    @Test
    void registryThatNeedsTheDatabaseDoesNotPreventTheStart(CapturedOutput output) {
        try (ConfigurableApplicationContext context = run(application(RegistryThatNeedsTheDatabase.class))) {
            assertThat(this.database.applied()).containsExactly("1_a", "2_b");
            assertThat(output).contains("Migrations are not observed");
        }
    }

    @Test
    void stepsOfTheStartAreRecorded() {
        BufferingApplicationStartup startup = new BufferingApplicationStartup(1000);
        SpringApplication application = application(Application.class);
        application.setApplicationStartup(startup);
        try (ConfigurableApplicationContext context = run(application)) {
            assertThat(startup.getBufferedTimeline().getEvents())
                    .map(event -> event.getStartupStep())
                    .filteredOn(step -> step.getName().startsWith("applied-set."))
                    .extracting(step -> step.getName() + " "
                            + step.getTags().iterator().next().getValue())
                    .containsExactly(
                            "applied-set.apply 1_a",
                            "applied-set.apply 2_b",
                            "applied-set.run public.applied_migrations");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Listening {

        final List<MigrationsAppliedEvent> applied = new ArrayList<>();

        @EventListener
        void on(MigrationsAppliedEvent event) {
            this.applied.add(event);
        }
    }

    @Test
    void eventSaysThatTheMigrationsAreApplied() {
        try (ConfigurableApplicationContext context = run(application(Listening.class))) {
            assertThat(context.getBean(Listening.class).applied)
                    .singleElement()
                    .satisfies(event -> assertThat(event.report().applied()).hasSize(2))
                    .satisfies(event -> assertThat(event.migrator()).isSameAs(context.getBean(Migrator.class)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Failing {}

    @Test
    void eventSaysThatTheStartFails() {
        this.files.with("3_c.up.sql", "SELECT nonsense;");
        List<MigrationsFailedEvent> failed = new ArrayList<>();
        SpringApplication application = application(Failing.class);
        application.addListeners((ApplicationListener<MigrationsFailedEvent>) event -> {
            failed.add(event);
            throw new IllegalStateException("of the listener");
        });

        Throwable failure = catchThrowable(() -> run(application));

        assertThat(failed).singleElement().satisfies(event -> {
            assertThat(event.failure()).isInstanceOf(MigrationFailedException.class);
            assertThat(Objects.requireNonNull(failure)).hasStackTraceContaining("nonsense");
            assertThat(event.failure().getSuppressed()).anyMatch(it -> "of the listener".equals(it.getMessage()));
        });
    }
}
