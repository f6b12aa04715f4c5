package io.github.appliedset.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.StringUtils;

/** Chooses the database to migrate: the marked DataSource, else {@code applied-set.url} and credentials, else the application's. */
final class MigrationDataSource {

    private final ObjectProvider<DataSource> application;
    private final ObjectProvider<DataSource> marked;
    private final ObjectProvider<JdbcConnectionDetails> connectionDetails;
    private final Supplier<List<String>> candidates;

    MigrationDataSource(
            ObjectProvider<DataSource> application,
            ObjectProvider<DataSource> marked,
            ObjectProvider<JdbcConnectionDetails> connectionDetails,
            Supplier<List<String>> candidates) {
        this.application = application;
        this.marked = marked;
        this.connectionDetails = connectionDetails;
        this.candidates = candidates;
    }

    DataSource choose(AppliedSetProperties properties) {
        DataSource dataSource = this.marked.getIfAvailable();
        if (dataSource != null) {
            return withoutProxies(dataSource);
        }
        String url = given(properties.url());
        String username = given(properties.username());
        String driver = given(properties.driverClassName());
        if (properties.password() != null && username == null) {
            throw AppliedSetConfigurationException.incomplete("applied-set.password", "applied-set.username");
        }
        if (driver != null && url == null) {
            throw AppliedSetConfigurationException.incomplete("applied-set.driver-class-name", "applied-set.url");
        }
        if (url != null) {
            return ofUrl(url, username, properties.password(), driver);
        }
        dataSource = this.application.getIfUnique();
        if (dataSource == null) {
            throw AppliedSetConfigurationException.whichDataSource(this.candidates.get());
        }
        return username == null
                ? withoutProxies(dataSource)
                : DataSourceBuilder.derivedFrom(dataSource)
                        .type(SimpleDriverDataSource.class)
                        .username(username)
                        .password(properties.password())
                        .build();
    }

    /** A connection that a migration was run on is to be taken out of the pool, which a proxy before the pool hides. */
    private static DataSource withoutProxies(DataSource dataSource) {
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

    /** An empty value, as an unset placeholder leaves it, is none. */
    private static @Nullable String given(@Nullable String value) {
        return StringUtils.hasText(value) ? value : null;
    }

    private DataSource ofUrl(
            String url, @Nullable String username, @Nullable String password, @Nullable String driver) {
        DataSourceBuilder<?> builder = DataSourceBuilder.create()
                .type(SimpleDriverDataSource.class)
                .url(url)
                .username(username)
                .password(password);
        JdbcConnectionDetails application = this.connectionDetails.getIfUnique();
        if (username == null && application != null && !url.matches(".*[?&]user=.*")) {
            builder.username(application.getUsername()).password(application.getPassword());
        }
        if (driver != null) {
            builder.driverClassName(driver);
        }
        return builder.build();
    }
}
