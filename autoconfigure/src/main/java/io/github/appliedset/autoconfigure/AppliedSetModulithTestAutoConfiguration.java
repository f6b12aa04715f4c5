package io.github.appliedset.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.test.ModuleTestExecution;

/** Auto-configuration of the migrations that a test of one Spring Modulith module applies. */
@AutoConfiguration(before = AppliedSetAutoConfiguration.class)
@ConditionalOnClass(ModuleTestExecution.class)
@ConditionalOnBean(ModuleTestExecution.class)
public final class AppliedSetModulithTestAutoConfiguration {

    AppliedSetModulithTestAutoConfiguration() {}

    @Bean
    ModuleScope appliedSetModuleScope(ModuleTestExecution execution) {
        return ModulesUnderTest.of(execution);
    }
}
