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

/** Keeps a test with its own database from migrating the database of {@code applied-set.url}. */
final class TestDatabaseGuard {

    /** Names of the property sources of {@code @DynamicPropertySource} and {@code @SpringBootTest(properties)}. */
    private static final List<String> SOURCES_OF_TESTS = List.of("Dynamic Test Properties", "Inlined Test Properties");

    private static final String TESTCONTAINERS = "jdbc:tc:";

    private final ConfigurableEnvironment environment;

    TestDatabaseGuard(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Requires that the URL belongs to the application's current database.
     *
     * @throws AppliedSetConfigurationException if a test replaced only the application's database
     */
    void check(String url, @Nullable DataSource application, @Nullable JdbcConnectionDetails details) {
        if (application instanceof EmbeddedDatabase) {
            throw AppliedSetConfigurationException.replacedByTest("with an embedded database");
        }
        if (details != null && details.getJdbcUrl().startsWith(TESTCONTAINERS) && !url.startsWith(TESTCONTAINERS)) {
            throw AppliedSetConfigurationException.replacedByTest("with a container (" + TESTCONTAINERS + ")");
        }
        if (isSetByTest("spring.datasource.url") && !isSetByTest("applied-set.")) {
            throw AppliedSetConfigurationException.replacedByTest("through spring.datasource.url");
        }
    }

    /** Whether a test has set a property to this URL. */
    boolean isOfTest(String url) {
        return ofTests()
                .flatMap(source -> names(source)
                        .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("applied-set."))
                        .map(source::getProperty))
                .anyMatch(url::equals);
    }

    private boolean isSetByTest(String prefix) {
        return ofTests()
                .flatMap(TestDatabaseGuard::names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith(prefix) && name.endsWith("url"));
    }

    private Stream<PropertySource<?>> ofTests() {
        return SOURCES_OF_TESTS.stream()
                .<PropertySource<?>>map(this.environment.getPropertySources()::get)
                .filter(Objects::nonNull);
    }

    private static Stream<String> names(PropertySource<?> source) {
        return source instanceof EnumerablePropertySource<?> enumerable
                ? Stream.of(enumerable.getPropertyNames())
                : Stream.empty();
    }
}
