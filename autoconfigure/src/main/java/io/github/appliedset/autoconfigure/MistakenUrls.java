package io.github.appliedset.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
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
        if (ofApplication && hasOurDriver(environment, "spring.datasource.driver-class-name")) {
            Stream.of("spring.datasource.url", "spring.datasource.hikari.jdbc-url")
                    .forEach(property -> examine(environment, property, found));
        }
        if (hasOurDriver(environment, "applied-set.driver-class-name")) {
            examine(environment, "applied-set.url", found);
        }
        new MigratorProperties(environment)
                .names().stream()
                        .map(name -> "applied-set.migrators." + name)
                        .filter(prefix -> hasOurDriver(environment, prefix + ".driver-class-name"))
                        .forEach(prefix -> examine(environment, prefix + ".url", found));
        if (!found.isEmpty()) {
            throw AppliedSetConfigurationException.mistakenUrls(found);
        }
    }

    private static boolean hasOurDriver(ConfigurableEnvironment environment, String property) {
        String driver = environment.getProperty(property);
        return !StringUtils.hasText(driver) || driver.strip().equals(DRIVER);
    }

    private static void examine(ConfigurableEnvironment environment, String property, Map<String, MistakenUrl> found) {
        String url = environment.getProperty(property);
        if (url != null) {
            MistakenUrl.in(url).ifPresent(mistaken -> found.put(property, mistaken));
        }
    }
}
