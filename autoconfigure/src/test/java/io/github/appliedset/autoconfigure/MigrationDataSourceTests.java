package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Which database is migrated, and as whom, beside what {@link AppliedSetAutoConfigurationTests} shows. */
@PostgresTest
class MigrationDataSourceTests {

    private final HikariDataSource pool = new HikariDataSource();
    private TestDatabase database;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.pool.setJdbcUrl(database.url());
        this.pool.setUsername(database.username());
        this.pool.setPassword(database.password());
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues("applied-set.locations="
                        + new MigrationFolder(folder)
                                .with("1_a.up.sql", "SELECT 1;")
                                .location());
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        return Objects.requireNonNull(new AppliedSetConfigurationFailureAnalyzer()
                .analyze(Objects.requireNonNull(context.getStartupFailure())));
    }

    @Configuration(proxyBeanMethods = false)
    static class MarkedDataSource {

        @Bean
        @AppliedSetDataSource
        DataSource marked(TestDatabase target) {
            return target.dataSource();
        }
    }

    @Test
    void markedOneOverridesTheUrlAndOthersStayUnmanaged(TestDatabase marked) {
        this.application
                .withBean("target", TestDatabase.class, () -> marked)
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withUserConfiguration(MarkedDataSource.class)
                .withPropertyValues("applied-set.url=" + this.database.url())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Migrator.class).dataSource()).isSameAs(context.getBean("marked"));
                    assertThat(marked.applied()).containsExactly("1_a");
                    SchemaManagementProvider schemas = context.getBean(SchemaManagementProvider.class);
                    assertThat(schemas.getSchemaManagement(context.getBean("marked", DataSource.class)))
                            .isEqualTo(SchemaManagement.MANAGED);
                    assertThat(schemas.getSchemaManagement(this.pool)).isEqualTo(SchemaManagement.UNMANAGED);
                });
    }

    @Test
    void usesTheDataSourceOfTheApplicationUnchanged() {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .run(context ->
                        assertThat(context.getBean(Migrator.class).dataSource()).isSameAs(this.pool));
    }

    @Test
    void urlWithoutCredentialsUsesThoseOfACustomDataSource() {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withPropertyValues("applied-set.url=" + this.database.url() + "?ApplicationName=migrations")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.applied()).containsExactly("1_a");
                });
    }

    @Test
    void userAppliesToTheDataSourceNotToTheProperties() {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://localhost:1/not_this_one",
                        "applied-set.username=" + this.database.username(),
                        "applied-set.password=" + this.database.password())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Migrator.class).dataSource()).isNotSameAs(this.pool);
                    assertThat(this.database.applied()).containsExactly("1_a");
                });
    }

    private static final class Opaque extends AbstractDataSource {

        private final DataSource target;

        private Opaque(DataSource target) {
            this.target = target;
        }

        @Override
        public java.sql.Connection getConnection() throws java.sql.SQLException {
            return this.target.getConnection();
        }

        @Override
        public java.sql.Connection getConnection(String username, String password) throws java.sql.SQLException {
            return this.target.getConnection(username, password);
        }
    }

    @Test
    void refusesAUserIfTheDataSourceHidesItsUrl() {
        this.application
                .withBean("opaque", DataSource.class, () -> new Opaque(this.pool))
                .withPropertyValues("applied-set.username=owner", "applied-set.password=x")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);
                    assertThat(analysis.getDescription()).contains("Opaque").contains("applied-set.username");
                    assertThat(analysis.getAction()).contains("applied-set.url");
                });
    }

    @Test
    void keepsTheUrlIfTheDataSourceHidesCredentials() {
        this.application
                .withBean("opaque", DataSource.class, () -> new Opaque(this.pool))
                .withPropertyValues("applied-set.url=" + this.database.url())
                .run(context -> {
                    assertThat(context).getFailure().hasStackTraceContaining("password");
                    assertThat(context.getStartupFailure()).hasStackTraceContaining("Could not connect");
                });
    }

    @Test
    void driverOfTheUrlCanBeNamed() {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withPropertyValues(
                        "applied-set.url=" + this.database.url(),
                        "applied-set.username=" + this.database.username(),
                        "applied-set.password=" + this.database.password(),
                        "applied-set.driver-class-name=" + OtherDriver.class.getName())
                .run(context -> assertThat(context.getBean(Migrator.class).dataSource())
                        .isInstanceOfSatisfying(
                                SimpleDriverDataSource.class,
                                dataSource -> assertThat(dataSource.getDriver()).isInstanceOf(OtherDriver.class)));
    }

    /** Not registered with the driver manager. */
    public static final class OtherDriver extends org.postgresql.Driver {}

    @Test
    void driverThatIsNotThereIsExplained() {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withPropertyValues(
                        "applied-set.url=" + this.database.url(),
                        "applied-set.username=" + this.database.username(),
                        "applied-set.driver-class-name=com.example.Missing")
                .run(context -> assertThat(analysis(context).getDescription())
                        .contains("com.example.Missing")
                        .contains("applied-set.driver-class-name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:nothing:here", "postgres://localhost/shop"})
    void urlWithoutADriverIsExplained(String url) {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withPropertyValues("applied-set.url=" + url, "applied-set.username=u")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);
                    assertThat(analysis.getDescription()).contains("applied-set.url");
                    assertThat(analysis.getAction()).contains("jdbc:postgresql:");
                });
    }

    @Test
    void passwordOfAUrlWithoutADriverIsNotShown() {
        this.application
                .withBean("pool", HikariDataSource.class, () -> this.pool)
                .withPropertyValues("applied-set.url=postgres://owner:hush@localhost/shop?password=hush")
                .run(context -> assertThat(analysis(context).getDescription())
                        .contains("applied-set.url")
                        .doesNotContain("hush"));
    }

    @Test
    void backsOffWithoutSpringJdbc() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
                .withPropertyValues("applied-set.url=" + this.database.url())
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrator.class));
    }

    @Test
    void noCandidateForInjectionIsAskedForAMark() {
        this.application
                .withBean(
                        "first",
                        HikariDataSource.class,
                        () -> this.pool,
                        definition -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
                .withBean("second", DataSource.class, () -> this.pool)
                .withBean("third", DataSource.class, () -> this.pool)
                .run(context -> assertThat(analysis(context).getDescription()).contains("first", "second", "third"));
    }
}
