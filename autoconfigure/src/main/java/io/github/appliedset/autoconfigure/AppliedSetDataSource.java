package io.github.appliedset.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks the DataSource to migrate, for an application with several DataSources or a separate one for migrations. A name
 * assigns it to one of several migrators. Declare it as {@code @Bean(defaultCandidate = false)} to keep the application's own
 * DataSource auto-configured.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface AppliedSetDataSource {

    /** The name of one of {@code applied-set.migrators}; empty for the only migrator. */
    String value() default "";
}
