package io.github.appliedset.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
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
            return dataSource;
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
                ? dataSource
                : DataSourceBuilder.derivedFrom(dataSource)
                        .type(SimpleDriverDataSource.class)
                        .username(username)
                        .password(properties.password())
                        .build();
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
