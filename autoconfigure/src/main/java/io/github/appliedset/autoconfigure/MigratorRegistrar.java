package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Registers a migrator for each of {@code applied-set.migrators}, as {@code <name>Migrator} and qualified with its name. */
final class MigratorRegistrar implements ImportBeanDefinitionRegistrar {

    private final MigratorProperties migrators;

    MigratorRegistrar(Environment environment) {
        this.migrators = new MigratorProperties(environment);
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        for (String name : this.migrators.names()) {
            String bean = name + "Migrator";
            if (this.migrators.of(name).enabled() && !registry.containsBeanDefinition(bean)) {
                // A factory method, not a supplier: AOT processing can only generate code for the former.
                RootBeanDefinition definition = new RootBeanDefinition(Migrator.class);
                definition.setFactoryBeanName(MigratorFactory.BEAN_NAME);
                definition.setFactoryMethodName("named");
                definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
                definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
                registry.registerBeanDefinition(bean, definition);
            }
        }
    }
}
