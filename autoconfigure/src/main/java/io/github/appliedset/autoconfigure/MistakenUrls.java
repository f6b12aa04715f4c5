package io.github.appliedset.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Refuses addresses of PostgreSQL that its JDBC driver does not read, before a pool is made: the driver and the pool would
 * show the whole address, password included, and not the remedy.
 */
final class MistakenUrls {

    private static final String DRIVER = "org.postgresql.Driver";

    private MistakenUrls() {}

    /**
     * Examines the properties.
     *
     * @param ofApplication whether the application's own DataSource is made from {@code spring.datasource.*}
     * @throws AppliedSetConfigurationException listing each with what to set instead
     */
    static void refuse(ConfigurableEnvironment environment, boolean ofApplication) {
        Map<String, MistakenUrl> found = new LinkedHashMap<>();
        if (ofApplication && isOurDriver(environment.getProperty("spring.datasource.driver-class-name"))) {
            for (String property : List.of("spring.datasource.url", "spring.datasource.hikari.jdbc-url")) {
                examine(property, environment.getProperty(property), found);
            }
        }
        if (isOurDriver(environment.getProperty("applied-set.driver-class-name"))) {
            examine("applied-set.url", environment.getProperty("applied-set.url"), found);
        }
        MigratorProperties migrators = new MigratorProperties(environment);
        for (String name : migrators.names()) {
            if (isOurDriver(migrators.own(name, "driver-class-name"))) {
                examine(MigratorProperties.property(name, "url"), migrators.own(name, "url"), found);
            }
        }
        if (!found.isEmpty()) {
            throw AppliedSetConfigurationException.mistakenUrls(found);
        }
    }

    private static boolean isOurDriver(@Nullable String driver) {
        return !StringUtils.hasText(driver) || driver.strip().equals(DRIVER);
    }

    private static void examine(String property, @Nullable String url, Map<String, MistakenUrl> found) {
        if (url != null) {
            Optional<MistakenUrl> mistaken = MistakenUrl.in(url);
            if (mistaken.isPresent()) {
                found.put(property, mistaken.get());
            }
        }
    }
}
