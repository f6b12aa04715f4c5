package io.github.appliedset.autoconfigure;

import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/** Whether properties name a database, for commands that do what they can without one. */
final class DatabaseNamed {

    private DatabaseNamed() {}

    static boolean in(ConfigurableEnvironment environment) {
        MigratorProperties migrators = new MigratorProperties(environment);
        return Stream.concat(
                        Stream.of("spring.datasource.url", "spring.datasource.jndi-name", "applied-set.url")
                                .map(environment::getProperty),
                        migrators.names().stream().map(name -> migrators.own(name, "url")))
                .anyMatch(StringUtils::hasText);
    }
}
