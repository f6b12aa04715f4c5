package io.github.appliedset.autoconfigure;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.UnsupportedDataSourcePropertyException;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.ClassUtils;

/** Unpooled connections for migrations only. */
final class SeparateConnections {

    private static final int PORT = 5432;
    private static final Set<String> OF_A_SESSION = Set.of("user", "password", "ApplicationName", "currentSchema");

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
     * Connections to the database of a URL.
     *
     * @param driver class of the driver; null to detect it from the URL
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
                    "applied-set.driver-class-name is " + driver + ", but there is no such class on the class path");
        }
        return driver;
    }

    private static String driverOf(String url) {
        String driver =
                url.startsWith("jdbc:") ? DatabaseDriver.fromJdbcUrl(url).getDriverClassName() : null;
        if (driver == null || !ClassUtils.isPresent(driver, null)) {
            throw AppliedSetConfigurationException.noDriver(
                    "There is no JDBC driver for applied-set.url, which begins with "
                            + url.replaceFirst("(?s)^((?:jdbc:)?[^:/?]*:?).*", "$1"));
        }
        return driver;
    }

    /**
     * Connections to the database of a DataSource as a different user.
     *
     * @throws AppliedSetConfigurationException if the DataSource does not expose its URL
     */
    static DataSource as(Credentials credentials, DataSource application) {
        try {
            return DataSourceBuilder.derivedFrom(application)
                    .type(SimpleDriverDataSource.class)
                    .username(credentials.username())
                    .password(credentials.password())
                    .build();
        } catch (UnsupportedDataSourcePropertyException notExposed) {
            throw AppliedSetConfigurationException.urlNotExposed(application);
        }
    }

    /**
     * The address of a DataSource's database, the same for every user, with the port; null if the DataSource does not expose
     * it.
     */
    static @Nullable String addressOf(DataSource dataSource) {
        try {
            String url = DataSourceBuilder.derivedFrom(dataSource)
                    .type(SimpleDriverDataSource.class)
                    .build()
                    .getUrl();
            return url == null ? null : address(url);
        } catch (UnsupportedDataSourcePropertyException notExposed) {
            return null;
        }
    }

    /** A URL without what does not decide where it leads. Other parameters may name another server. */
    static String address(String url) {
        int query = url.indexOf('?');
        String path = (query < 0 ? url : url.substring(0, query))
                .replaceFirst("^(jdbc:postgresql://[^/,:\\[\\]]+)(?=/)", "$1:" + PORT);
        String parameters = query < 0
                ? ""
                : Arrays.stream(url.substring(query + 1).split("&"))
                        .filter(parameter -> !OF_A_SESSION.contains(parameter.split("=", 2)[0]))
                        .sorted()
                        .collect(Collectors.joining("&"));
        return path + "?" + parameters;
    }

    /** The credentials of a DataSource, or none if it does not expose them. */
    static Credentials credentialsOf(DataSource application) {
        try {
            SimpleDriverDataSource derived = DataSourceBuilder.derivedFrom(application)
                    .type(SimpleDriverDataSource.class)
                    .build();
            return new Credentials(derived.getUsername(), derived.getPassword());
        } catch (UnsupportedDataSourcePropertyException notExposed) {
            return Credentials.NONE;
        }
    }
}
