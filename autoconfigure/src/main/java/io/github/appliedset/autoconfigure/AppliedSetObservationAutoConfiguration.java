package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationObservations;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the observations. */
@AutoConfiguration(after = AppliedSetAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(MigrationInitializer.class)
public final class AppliedSetObservationAutoConfiguration {

    private static final Log log = Log.of(AppliedSetObservationAutoConfiguration.class);

    AppliedSetObservationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MigrationObservations appliedSetObservations(
            ObjectProvider<ObservationRegistry> registry, ListableBeanFactory beans) {
        return new MigrationObservations(() -> get(registry), beans);
    }

    /** A handler of the application that needs the database cannot be created until it is migrated. */
    private static ObservationRegistry get(ObjectProvider<ObservationRegistry> registry) {
        try {
            ObservationRegistry unique = registry.getIfUnique();
            return unique == null ? ObservationRegistry.NOOP : unique;
        } catch (BeansException notYet) {
            log.warn(
                    "Migrations are not observed: the observation registry cannot be created before they run:" + " {}",
                    Lines.quoted(notYet.getMessage()));
            return ObservationRegistry.NOOP;
        }
    }
}
