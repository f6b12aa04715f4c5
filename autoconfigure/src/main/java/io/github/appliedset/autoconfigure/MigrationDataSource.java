package io.github.appliedset.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

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
        if (properties.url() != null) {
            return ofUrl(properties.url(), properties);
        }
        dataSource = this.application.getIfUnique();
        if (dataSource == null) {
            throw new MigrationDataSourceException(this.candidates.get());
        }
        if (properties.username() == null) {
            return dataSource;
        }
        return withCredentials(DataSourceBuilder.derivedFrom(dataSource), properties.username(), properties);
    }

    private DataSource ofUrl(String url, AppliedSetProperties properties) {
        DataSourceBuilder<?> builder = DataSourceBuilder.create().url(url);
        JdbcConnectionDetails application = this.connectionDetails.getIfUnique();
        if (properties.username() != null || url.contains("user=") || application == null) {
            return withCredentials(builder, properties.username(), properties);
        }
        return builder.type(SimpleDriverDataSource.class)
                .username(application.getUsername())
                .password(application.getPassword())
                .build();
    }

    private static DataSource withCredentials(
            DataSourceBuilder<?> builder, @Nullable String username, AppliedSetProperties properties) {
        if (properties.driverClassName() != null) {
            builder.driverClassName(properties.driverClassName());
        }
        return builder.type(SimpleDriverDataSource.class)
                .username(username)
                .password(properties.password())
                .build();
    }
}
