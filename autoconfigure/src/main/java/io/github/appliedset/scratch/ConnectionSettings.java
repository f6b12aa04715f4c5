package io.github.appliedset.scratch;

import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.common.BaseDataSource;

/**
 * User, password and driver properties of a DataSource. No interface exposes them, but pools, drivers and proxies have
 * getters with a few common names.
 *
 * @param user null if the URL or the driver determines it
 * @param password null if none is needed
 */
record ConnectionSettings(@Nullable String user, @Nullable String password, Properties ofDriver) {

    private static final List<String> URL = List.of("getJdbcUrl", "getUrl", "getURL");
    private static final List<String> USER = List.of("getUsername", "getUserName", "getUser");
    private static final List<String> PASSWORD = List.of("getPassword");
    private static final List<String> OF_DRIVER =
            List.of("getDataSourceProperties", "getDbProperties", "getConnectionProperties");
    private static final List<String> TARGET =
            List.of("getTargetDataSource", "getDataSource", "getDelegate", "getRealDataSource");

    /** The settings of a DataSource, or of the one behind it; empty if neither exposes them. */
    static Optional<ConnectionSettings> of(DataSource dataSource) {
        Set<DataSource> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        DataSource next = dataSource;
        while (next != null && seen.add(next)) {
            Optional<ConnectionSettings> told = toldBy(next);
            if (told.isPresent()) {
                return told;
            }
            next = behind(next);
        }
        return Optional.empty();
    }

    private static Optional<ConnectionSettings> toldBy(DataSource dataSource) {
        // Tomcat's pool itself returns a sentence instead of its password.
        Object bean = Objects.requireNonNullElse(value(dataSource, "getPoolProperties", Object.class), dataSource);
        String url = first(bean, URL, String.class);
        String user = first(bean, USER, String.class);
        Properties ofDriver = Objects.requireNonNullElseGet(first(bean, OF_DRIVER, Properties.class), Properties::new);
        boolean tellsUser = url != null || user != null || ofDriver.getProperty(PGProperty.USER.getName()) != null;
        return tellsUser
                ? Optional.of(new ConnectionSettings(user, first(bean, PASSWORD, String.class), ofDriver))
                : Optional.empty();
    }

    private static @Nullable DataSource behind(DataSource dataSource) {
        try {
            if (dataSource.isWrapperFor(DataSource.class)) {
                DataSource unwrapped = dataSource.unwrap(DataSource.class);
                if (unwrapped != dataSource) {
                    return unwrapped;
                }
            }
        } catch (SQLException | RuntimeException noWrapper) {
            // There may still be a getter.
        }
        return first(dataSource, TARGET, DataSource.class);
    }

    private static <T> @Nullable T first(Object bean, List<String> getters, Class<T> type) {
        return getters.stream()
                .flatMap(getter -> Stream.ofNullable(value(bean, getter, type)))
                .findFirst()
                .orElse(null);
    }

    private static <T> @Nullable T value(Object bean, String getter, Class<T> type) {
        try {
            Method method = bean.getClass().getMethod(getter);
            // A public method of a class that is not public.
            method.trySetAccessible();
            Object value = method.invoke(bean);
            return type.isInstance(value) ? type.cast(value) : null;
        } catch (ReflectiveOperationException | RuntimeException untold) {
            return null;
        }
    }

    /** Applies the settings to a DataSource of the driver. */
    void applyTo(BaseDataSource target) throws SQLException {
        for (String name : this.ofDriver.stringPropertyNames()) {
            if (PGProperty.forName(name) != null) {
                target.setProperty(name, this.ofDriver.getProperty(name));
            }
        }
        if (this.user != null) {
            target.setUser(this.user);
        }
        if (this.password != null) {
            target.setPassword(this.password);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ConnectionSettings[" + this.user + "]";
    }
}
