package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** For {@link AheadOfTimeTests}: not nested, for what is generated is found by the name of this class. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class})
class AheadOfTimeApplication {

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(AheadOfTimeApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        ConfigurableApplicationContext context = application.run(arguments);
        System.out.println("started with " + Arrays.toString(context.getBeanNamesForType(Migrator.class)));
        System.exit(0);
    }
}
