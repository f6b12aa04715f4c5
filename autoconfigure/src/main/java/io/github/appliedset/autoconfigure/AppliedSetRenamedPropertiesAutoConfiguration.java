package io.github.appliedset.autoconfigure;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration that refuses properties by their old names, before any bean is made. It has no condition: an old name
 * may be all that says that there is a database.
 */
@AutoConfiguration
public final class AppliedSetRenamedPropertiesAutoConfiguration {

    AppliedSetRenamedPropertiesAutoConfiguration() {}

    /** Not an import registrar or a condition: ahead of time, those look at the properties of the build only. */
    @Bean
    static BeanFactoryPostProcessor appliedSetRenamedProperties(ConfigurableEnvironment environment) {
        return beans -> RenamedProperties.refuse(environment);
    }
}
