package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Registers a migrator for each of {@code applied-set.instances}, as {@code <name>Migrator} and qualified with its name. */
final class MigratorRegistrar implements ImportBeanDefinitionRegistrar {

    private final InstanceProperties instances;

    MigratorRegistrar(Environment environment) {
        this.instances = new InstanceProperties(environment);
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        for (String name : this.instances.names()) {
            String bean = name + "Migrator";
            if (this.instances.of(name).enabled() && !registry.containsBeanDefinition(bean)) {
                // A factory method, not a supplier: ahead of time, only the former can be written down.
                RootBeanDefinition definition = new RootBeanDefinition(Migrator.class);
                definition.setFactoryBeanName(MigratorConfiguration.FACTORY);
                definition.setFactoryMethodName("instance");
                definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
                definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
                registry.registerBeanDefinition(bean, definition);
            }
        }
    }
}
