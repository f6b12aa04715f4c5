package io.github.appliedset.benchmarks;

import io.github.appliedset.autoconfigure.MigratorCustomizer;
import io.github.appliedset.source.MigrationIndex;
import io.github.appliedset.source.ResourceMigrationSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ResourceLoader;

/** An application that has nothing but a DataSource and one migration tool. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SampleApplication {

    private static final Map<String, String> COMMON = Map.of(
            "spring.main.web-application-type", "none",
            "spring.main.log-startup-info", "false",
            "logging.level.root", "WARN",
            "applied-set.enabled", "false",
            "spring.flyway.enabled", "false",
            "spring.liquibase.enabled", "false",
            "spring.datasource.username", "postgres",
            // A pool that fills itself in the background would be counted.
            "spring.datasource.hikari.minimum-idle", "0");

    /** Starts it and returns what the beans of the tool took; the context is closed again. */
    static ToolTime start(Tool tool, String url) {
        ToolTime time = new ToolTime(tool.beans());
        run(tool, url, time).close();
        return time;
    }

    /** Starts it and leaves it running. */
    static ConfigurableApplicationContext run(Tool tool, String url, ToolTime time) {
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setApplicationStartup(time);
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.getBeanFactory().addBeanPostProcessor(new FillPool());
        });
        Map<String, String> properties = new HashMap<>(COMMON);
        properties.putAll(tool.properties());
        properties.put("spring.datasource.url", url);
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return application.run(arguments);
    }

    /** Has a jar that was built ahead of time use what it says, as an application does that is started with its AOT code. */
    @Bean
    @ConditionalOnResource(resources = "classpath:" + MigrationIndex.RESOURCE)
    MigratorCustomizer withIndex(ResourceLoader resourceLoader) {
        return migrator -> migrator.source(new ResourceMigrationSource(
                resourceLoader,
                List.of("classpath:" + Tool.APPLIED_SET.folder()),
                MigrationIndex.read(resourceLoader)));
    }

    @Bean
    @ConditionalOnBooleanProperty("benchmark.bare")
    Integer bareLoop(DataSource dataSource) throws SQLException, IOException {
        return new BareLoop(dataSource, Thread.currentThread().getContextClassLoader()).run();
    }

    /** Has the pool make its connections as part of the DataSource, not of the first bean that asks for one. */
    private static final class FillPool implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof DataSource dataSource) {
                try (Connection connection = dataSource.getConnection()) {
                    return bean;
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
            return bean;
        }
    }
}
