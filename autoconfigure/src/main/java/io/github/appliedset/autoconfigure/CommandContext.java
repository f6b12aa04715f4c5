package io.github.appliedset.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Creates a context with the application's environment, its auto-configured DataSource and its migrators, and no other bean.
 */
final class CommandContext {

    private CommandContext() {}

    static ConfigurableApplicationContext create(ConfigurableEnvironment environment) {
        // One connection for the command, one for the progress of a long migration; none is opened ahead.
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "applied-set command context",
                        Map.of(
                                "spring.datasource.hikari.minimum-idle",
                                "0",
                                "spring.datasource.hikari.maximum-pool-size",
                                size(environment))));
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        try {
            context.setEnvironment(environment);
            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
            // Without a URL it would fail even if no migrator uses its DataSource.
            if (Stream.of("spring.datasource.url", "spring.datasource.jndi-name")
                    .anyMatch(property -> StringUtils.hasText(environment.getProperty(property)))) {
                context.register(DataSourceAutoConfiguration.class);
            }
            context.register(MigratorConfiguration.class);
            context.refresh();
            return context;
        } catch (RuntimeException failure) {
            context.close();
            throw failure;
        }
    }

    /** Several tenants are migrated at once; not with more connections than the application may have. */
    private static String size(ConfigurableEnvironment environment) {
        if (!StringUtils.hasText(environment.getProperty("applied-set.tenants.schemas-from"))) {
            return "2";
        }
        int most = environment.getProperty("spring.datasource.hikari.maximum-pool-size", Integer.class, 10);
        int wanted = environment.getProperty("applied-set.tenants.parallelism", Integer.class, 4) + 1;
        return Integer.toString(Math.max(2, Math.min(most, wanted)));
    }
}
