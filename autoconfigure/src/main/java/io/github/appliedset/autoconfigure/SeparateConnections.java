package io.github.appliedset.autoconfigure;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.UnsupportedDataSourcePropertyException;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.ClassUtils;

/** Connections of migrations alone, which are not pooled. */
final class SeparateConnections {

    record Credentials(@Nullable String username, @Nullable String password) {

        static final Credentials NONE = new Credentials(null, null);

        /** Without the password. */
        @Override
        public String toString() {
            return "Credentials[" + this.username + "]";
        }
    }

    private SeparateConnections() {}

    /**
     * To the database that a URL names.
     *
     * @param driver the class of the driver; null for the one of the URL
     * @throws AppliedSetConfigurationException if there is no driver for the URL
     */
    static DataSource to(String url, @Nullable String driver, Credentials credentials) {
        return DataSourceBuilder.create()
                .type(SimpleDriverDataSource.class)
                .url(url)
                .username(credentials.username())
                .password(credentials.password())
                .driverClassName(driver == null ? driverOf(url) : present(driver))
                .build();
    }

    private static String present(String driver) {
        if (!ClassUtils.isPresent(driver, null)) {
            throw AppliedSetConfigurationException.noDriver(
                    "applied-set.driver-class-name is " + driver + ", and there is no such class");
        }
        return driver;
    }

    private static String driverOf(String url) {
        String driver =
                url.startsWith("jdbc:") ? DatabaseDriver.fromJdbcUrl(url).getDriverClassName() : null;
        if (driver == null || !ClassUtils.isPresent(driver, null)) {
            throw AppliedSetConfigurationException.noDriver("There is no driver for applied-set.url, which begins with "
                    + url.replaceFirst("(?s)^((?:jdbc:)?[^:/?]*:?).*", "$1"));
        }
        return driver;
    }

    /**
     * To the database of a DataSource, as somebody else.
     *
     * @throws AppliedSetConfigurationException if the DataSource does not tell its URL
     */
    static DataSource as(Credentials credentials, DataSource application) {
        try {
            return DataSourceBuilder.derivedFrom(application)
                    .type(SimpleDriverDataSource.class)
                    .username(credentials.username())
                    .password(credentials.password())
                    .build();
        } catch (UnsupportedDataSourcePropertyException untold) {
            throw AppliedSetConfigurationException.untoldUrl(application);
        }
    }

    /** Those of a DataSource, or none if it does not tell them. */
    static Credentials credentialsOf(DataSource application) {
        try {
            SimpleDriverDataSource derived = DataSourceBuilder.derivedFrom(application)
                    .type(SimpleDriverDataSource.class)
                    .build();
            return new Credentials(derived.getUsername(), derived.getPassword());
        } catch (UnsupportedDataSourcePropertyException untold) {
            return Credentials.NONE;
        }
    }
}
