package io.github.appliedset.autoconfigure;

import io.github.appliedset.autoconfigure.SeparateConnections.Credentials;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.text.Log;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.container.ContainerImageMetadata;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.StringUtils;

/**
 * Chooses the database to migrate: the marked DataSource, else {@code applied-set.url} and credentials, else the
 * application's. A container of a test or of Docker Compose that replaces the application's database also replaces the one in
 * the properties, unless a test has set that itself.
 */
final class MigrationDataSource {

    private static final Log log = Log.of(MigrationDataSource.class);
    private static final String KUBERNETES = "KUBERNETES_SERVICE_HOST";

    private final ConfigurableListableBeanFactory beans;
    private final ConfigurableEnvironment environment;
    private final TestDatabaseGuard guard;
    private final ObjectProvider<DataSource> dataSources;
    private final ObjectProvider<JdbcConnectionDetails> connectionDetails;

    MigrationDataSource(ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment) {
        this.beans = beans;
        this.environment = environment;
        this.guard = new TestDatabaseGuard(environment);
        this.dataSources = beans.getBeanProvider(DataSource.class);
        this.connectionDetails = beans.getBeanProvider(JdbcConnectionDetails.class);
    }

    /**
     * The database that the properties select.
     *
     * @param mark value of the annotation on a DataSource that takes precedence over all properties
     */
    DataSource choose(AppliedSetProperties properties, String mark) {
        DataSource marked = marked(mark);
        if (marked != null) {
            return withoutProxies(marked);
        }
        String url = given(properties.url());
        String username = given(properties.username());
        String driver = given(properties.driverClassName());
        if (given(properties.password()) != null && username == null) {
            throw AppliedSetConfigurationException.incomplete("applied-set.password", "applied-set.username");
        }
        if (driver != null && url == null) {
            throw AppliedSetConfigurationException.incomplete("applied-set.driver-class-name", "applied-set.url");
        }
        if ((url != null || username != null) && isInContainer() && !(url != null && this.guard.isOfTest(url))) {
            requireDatabaseOfApplication(mark);
            log.info("The application's database is in a container: applied-set.url and applied-set.username are"
                    + " ignored");
            return ofApplication();
        }
        if (url != null) {
            this.guard.check(url, this.dataSources.getIfUnique(), this.connectionDetails.getIfUnique());
            boolean named = username != null || url.matches(".*[?&]user=.*");
            return SeparateConnections.to(
                    url, driver, named ? new Credentials(username, properties.password()) : ofTheApplication());
        }
        return username == null
                ? ofApplication()
                : SeparateConnections.as(new Credentials(username, properties.password()), ofApplication());
    }

    /** The application's container is no place for the migrations of another database. */
    private void requireDatabaseOfApplication(String migrator) {
        String url = migrator.isEmpty() ? null : given(new MigratorProperties(this.environment).own(migrator, "url"));
        String ofApplication = this.environment.getProperty("spring.datasource.url");
        if (url != null
                && (ofApplication == null
                        || !SeparateConnections.address(url).equals(SeparateConnections.address(ofApplication)))) {
            throw AppliedSetConfigurationException.onlyApplicationInContainer(
                    MigratorProperties.property(migrator, "url"));
        }
    }

    private Credentials ofTheApplication() {
        JdbcConnectionDetails details = this.connectionDetails.getIfUnique();
        if (details != null) {
            return new Credentials(details.getUsername(), details.getPassword());
        }
        DataSource application = this.dataSources.getIfUnique();
        return application == null ? Credentials.NONE : SeparateConnections.credentialsOf(withoutProxies(application));
    }

    private @Nullable DataSource marked(String mark) {
        List<String> marked = Arrays.stream(BeanFactoryUtils.beanNamesForAnnotationIncludingAncestors(
                        this.beans, AppliedSetDataSource.class))
                .filter(bean -> mark.equals(markOf(bean)))
                .toList();
        if (marked.size() > 1) {
            throw AppliedSetConfigurationException.whichDataSource(marked, "marked alike");
        }
        return marked.isEmpty() ? null : this.beans.getBean(marked.get(0), DataSource.class);
    }

    private @Nullable String markOf(String bean) {
        AppliedSetDataSource mark = this.beans.findAnnotationOnBean(bean, AppliedSetDataSource.class);
        return mark == null ? null : mark.value();
    }

    private boolean isInContainer() {
        return containers().findAny().isPresent();
    }

    /** The names of the connection details of containers that Spring Boot has started. */
    private Stream<String> containers() {
        return Arrays.stream(this.beans.getBeanNamesForType(JdbcConnectionDetails.class))
                .filter(this.beans::containsBeanDefinition)
                .filter(bean -> ContainerImageMetadata.isPresent(this.beans.getBeanDefinition(bean)));
    }

    /** Where the database may be that is a developer's own; null if it is not to be treated as one. */
    @Nullable
    DevelopmentSettings development(AppliedSetProperties properties) {
        return properties.development()
                ? new DevelopmentSettings(
                        properties.developmentHosts(),
                        containers()
                                .map(bean -> this.beans
                                        .getBean(bean, JdbcConnectionDetails.class)
                                        .getJdbcUrl())
                                .toList(),
                        StringUtils.hasText(this.environment.getProperty(KUBERNETES)))
                : null;
    }

    private DataSource ofApplication() {
        DataSource dataSource = this.dataSources.getIfUnique();
        if (dataSource != null) {
            return withoutProxies(dataSource);
        }
        List<String> candidates = List.of(this.beans.getBeanNamesForType(DataSource.class, true, false));
        JdbcConnectionDetails details = this.connectionDetails.getIfUnique();
        if (details == null || !candidates.isEmpty()) {
            throw AppliedSetConfigurationException.whichDataSource(candidates, "primary");
        }
        return DataSourceBuilder.create()
                .type(SimpleDriverDataSource.class)
                .url(details.getJdbcUrl())
                .username(details.getUsername())
                .password(details.getPassword())
                .driverClassName(details.getDriverClassName())
                .build();
    }

    /** A connection that ran a migration is evicted from its pool, which a proxy in front of the pool would hide. */
    static DataSource withoutProxies(DataSource dataSource) {
        DataSource target = dataSource;
        while (target instanceof LazyConnectionDataSourceProxy || target instanceof TransactionAwareDataSourceProxy) {
            DataSource next = ((DelegatingDataSource) target).getTargetDataSource();
            if (next == null) {
                return target;
            }
            target = next;
        }
        return target;
    }

    /** An empty value, such as an unset placeholder leaves, counts as missing. */
    private static @Nullable String given(@Nullable String value) {
        return StringUtils.hasText(value) ? value : null;
    }
}
