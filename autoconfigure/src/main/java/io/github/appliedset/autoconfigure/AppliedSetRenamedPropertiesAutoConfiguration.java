package io.github.appliedset.autoconfigure;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration that refuses old property names before any bean is created. Unconditional, because an old name may be
 * the only setting that names a database.
 */
@AutoConfiguration
public final class AppliedSetRenamedPropertiesAutoConfiguration {

    AppliedSetRenamedPropertiesAutoConfiguration() {}

    /** Not an import registrar or a condition: with AOT processing, those only see the properties of the build. */
    @Bean
    static BeanFactoryPostProcessor appliedSetRenamedProperties(ConfigurableEnvironment environment) {
        return beans -> RenamedProperties.refuse(environment);
    }
}
