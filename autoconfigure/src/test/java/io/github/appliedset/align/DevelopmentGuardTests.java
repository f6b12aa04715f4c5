package io.github.appliedset.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Tunnel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Where and when a database is not treated as a developer's own: each guard refuses by itself. */
class DevelopmentGuardTests extends AlignmentTestSupport {

    /** In a network that is kept for documentation. */
    private static final String ELSEWHERE = "192.0.2.1";

    private TestDatabase database;

    @BeforeEach
    void oneMigration(TestDatabase database) {
        this.database = database;
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
    }

    /** The anchor of the refusal, by a start and by the engine alone; null if neither refuses. */
    private @Nullable String refusal(String url, DevelopmentSettings settings) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(this.database.username());
        dataSource.setPassword(this.database.password());
        Migrator migrator = Migrator.builder()
                .dataSource(dataSource)
                .locations(this.files.location())
                .development(settings)
                .build();
        DevelopmentException ofStart = catchThrowableOfType(
                DevelopmentException.class, () -> Alignment.of(migrator).start());
        DevelopmentException ofRun = catchThrowableOfType(DevelopmentException.class, migrator::migrate);
        assertThat(ofRun == null).as("both refuse, or none").isEqualTo(ofStart == null);
        assertThat(this.database.hasTable("public.a")).isEqualTo(ofStart == null);
        return ofStart == null ? null : ofStart.reference().anchor();
    }

    private String withAnotherHost() {
        return this.database.url().replaceFirst("//([^/]+)/", "//$1," + ELSEWHERE + ":5432/");
    }

    @Test
    void loopbackAndANewTrackerAreAllowed() {
        assertThat(refusal(this.database.url(), HERE)).isNull();
        assertThat(refusal(this.database.url().replace("localhost", "127.0.0.1"), HERE))
                .isNull();
    }

    /** As a tunnel to production is: a loopback address, and a tracker that this mode has not made. */
    @Test
    void loopbackWithoutTheMarkIsRefused() {
        migrate(this.database);
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        Migrator migrator = developing(this.database);

        DevelopmentException ofStart = catchThrowableOfType(
                DevelopmentException.class, () -> Alignment.of(migrator).start());

        assertThat(ofStart).isNotNull();
        assertThat(ofStart.reference().anchor()).isEqualTo("development-not-marked");
        assertThat(catchThrowableOfType(DevelopmentException.class, migrator::migrate))
                .isNotNull();
        assertThat(this.database.hasTable("public.b")).isFalse();
        assertThat(this.database.hasTable("public.applied_migrations_down")).isFalse();
    }

    @Test
    void everyHostOfTheUrlMustBeNear() {
        assertThat(refusal(withAnotherHost(), HERE)).isEqualTo("development-host");
        assertThat(refusal(withAnotherHost(), new DevelopmentSettings(List.of("other"), List.of(), false)))
                .isEqualTo("development-host");
        assertThat(refusal(withAnotherHost(), new DevelopmentSettings(List.of(ELSEWHERE), List.of(), false)))
                .isNull();
    }

    @Test
    void onlyTheVeryAddressOfAContainerIsNear() {
        List<String> otherPort = List.of("jdbc:postgresql://" + ELSEWHERE + ":5433/test");
        List<String> its = List.of("jdbc:postgresql://" + ELSEWHERE + ":5432/test?loggerLevel=OFF");

        assertThat(refusal(withAnotherHost(), new DevelopmentSettings(List.of(), otherPort, false)))
                .isEqualTo("development-host");
        assertThat(refusal(withAnotherHost(), new DevelopmentSettings(List.of(), its, false)))
                .isNull();
    }

    @Test
    void refusesASocketFactory() {
        String url = this.database.url() + "?socketFactory=" + Tunnel.class.getName();

        assertThat(refusal(url, HERE)).isEqualTo("development-host");
        assertThat(refusal(url, new DevelopmentSettings(List.of("LOCALHOST"), List.of(), false)))
                .isNull();
    }

    @Test
    void refusesASocketFactoryOfAPool() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(this.database.url());
            pool.setUsername(this.database.username());
            pool.setPassword(this.database.password());
            pool.setMaximumPoolSize(1);
            pool.addDataSourceProperty("socketFactory", Tunnel.class.getName());

            DevelopmentException refusal = catchThrowableOfType(
                    DevelopmentException.class,
                    () -> Alignment.of(developing(pool)).start());

            assertThat(refusal).isNotNull();
            assertThat(refusal.reference().anchor()).isEqualTo("development-host");
        }
    }

    @Test
    void kubernetesIsRefusedWhateverElseIsAllowed() {
        assertThat(refusal(this.database.url(), HERE)).isNull();
        this.database.execute("DROP TABLE public.a");
        assertThat(refusal(this.database.url(), new DevelopmentSettings(List.of("localhost"), List.of(), true)))
                .isEqualTo("development-in-kubernetes");
    }

    @Test
    void onlyDevelopmentIsAligned() {
        migrate(this.database);
        Migrator migrator = migrator(this.database).build();

        assertThat(catchThrowableOfType(
                                DevelopmentException.class,
                                () -> Alignment.of(migrator).plan())
                        .reference()
                        .anchor())
                .isEqualTo("development-off");
    }

    @Test
    void doesNotMarkADatabaseMigratedByAnotherTool() {
        this.database.execute(
                "CREATE TABLE public.schema_migrations (version bigint, dirty boolean)",
                "INSERT INTO public.schema_migrations VALUES (1, false)");
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        Migrator migrator = developing(this.database).toBuilder()
                .legacy(LegacyTool.GOLANG_MIGRATE, null)
                .build();

        DevelopmentException refusal = catchThrowableOfType(DevelopmentException.class, migrator::migrate);

        assertThat(refusal).isNotNull();
        assertThat(refusal.action()).contains("--applied-set.command=adopt\n", "--applied-set.command=align");
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
        assertThat(this.database.hasTable("public.b")).isFalse();
    }
}
