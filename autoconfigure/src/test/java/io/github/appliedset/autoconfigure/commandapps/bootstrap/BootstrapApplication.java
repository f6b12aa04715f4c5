package io.github.appliedset.autoconfigure.commandapps.bootstrap;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource.StubPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Learns where its migrations are from a context that is made before its own, as with Spring Cloud's bootstrap.yml. */
@SpringBootApplication(proxyBeanMethods = false)
public class BootstrapApplication {

    private static final String BOOTSTRAP = "bootstrap";

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(BootstrapApplication.class);
        application.addListeners(new Bootstrap());
        application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    static class OfTheBootstrap {}

    private static final class Bootstrap implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE + 5;
        }

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            MutablePropertySources ofTheApplication = event.getEnvironment().getPropertySources();
            StandardEnvironment environment = new StandardEnvironment();
            MutablePropertySources sources = environment.getPropertySources();
            sources.forEach(source -> sources.remove(source.getName()));
            sources.addFirst(new MapPropertySource(BOOTSTRAP, Map.of("spring.config.name", BOOTSTRAP)));
            ofTheApplication.stream()
                    .filter(source -> !(source instanceof StubPropertySource))
                    .forEach(sources::addLast);
            new SpringApplicationBuilder(OfTheBootstrap.class)
                    .environment(environment)
                    .bannerMode(Banner.Mode.OFF)
                    .web(WebApplicationType.NONE)
                    .logStartupInfo(false)
                    .registerShutdownHook(false)
                    .run();
            ofTheApplication.addLast(new MapPropertySource(
                    "from the bootstrap context", Map.of("applied-set.locations", "classpath:slices")));
        }
    }
}
