package io.github.appliedset.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

/** Keeps a test that brings a database of its own from migrating the one that {@code applied-set.url} names. */
final class TestDatabaseGuard {

    /** As {@code @DynamicPropertySource} and {@code @SpringBootTest(properties)} call theirs. */
    private static final List<String> SOURCES_OF_TESTS = List.of("Dynamic Test Properties", "Inlined Test Properties");

    private static final String TESTCONTAINERS = "jdbc:tc:";

    private final ConfigurableEnvironment environment;

    TestDatabaseGuard(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Requires that the URL is meant for the application's database as it is now.
     *
     * @throws AppliedSetConfigurationException if only the application's was replaced
     */
    void check(String url, @Nullable DataSource application, @Nullable JdbcConnectionDetails details) {
        if (application instanceof EmbeddedDatabase) {
            throw AppliedSetConfigurationException.replacedByTest("by an embedded database");
        }
        if (details != null && details.getJdbcUrl().startsWith(TESTCONTAINERS) && !url.startsWith(TESTCONTAINERS)) {
            throw AppliedSetConfigurationException.replacedByTest("by a container (" + TESTCONTAINERS + ")");
        }
        if (isSetByTest("spring.datasource.url") && !isSetByTest("applied-set.")) {
            throw AppliedSetConfigurationException.replacedByTest("with spring.datasource.url");
        }
    }

    private boolean isSetByTest(String prefix) {
        return SOURCES_OF_TESTS.stream()
                .map(this.environment.getPropertySources()::get)
                .filter(Objects::nonNull)
                .flatMap(TestDatabaseGuard::names)
                .anyMatch(name -> name.startsWith(prefix) && name.endsWith("url"));
    }

    private static Stream<String> names(PropertySource<?> source) {
        return source instanceof EnumerablePropertySource<?> enumerable
                ? Stream.of(enumerable.getPropertyNames()).map(name -> name.toLowerCase(Locale.ROOT))
                : Stream.empty();
    }
}
