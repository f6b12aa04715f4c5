package io.github.appliedset.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks the DataSource that is migrated, where the application has several or wants another one for migrations; with a
 * name, for that one of several migrators. Declare it as {@code @Bean(defaultCandidate = false)} if the application's own
 * DataSource is to stay auto-configured.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface AppliedSetDataSource {

    /** The name of one of {@code applied-set.migrators}; empty for the only migrator. */
    String value() default "";
}
