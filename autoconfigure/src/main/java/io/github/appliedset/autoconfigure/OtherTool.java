package io.github.appliedset.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** Another migration tool that Spring Boot may start in the same application. */
enum OtherTool {
    FLYWAY(
            "Flyway",
            "org.flywaydb.core.Flyway",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "spring.flyway",
            "spring-boot-starter-flyway"),
    LIQUIBASE(
            "Liquibase",
            "liquibase.integration.spring.SpringLiquibase",
            "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
            "spring.liquibase",
            "spring-boot-starter-liquibase");

    private final String title;
    private final String beanType;
    private final String autoConfiguration;
    private final String prefix;
    private final String starter;

    OtherTool(String title, String beanType, String autoConfiguration, String prefix, String starter) {
        this.title = title;
        this.beanType = beanType;
        this.autoConfiguration = autoConfiguration;
        this.prefix = prefix;
        this.starter = starter;
    }

    /**
     * The tools that migrate the application's database, too. One with a URL of its own does not.
     *
     * @param beans of the application; of anything else, as in a command, class path and properties are looked at instead
     */
    static List<OtherTool> activeIn(BeanFactory beans, Environment environment, @Nullable ClassLoader classes) {
        List<OtherTool> active = new ArrayList<>();
        for (OtherTool tool : values()) {
            if (StringUtils.hasText(environment.getProperty(tool.prefix + ".url"))) {
                continue;
            }
            if (isApplication(beans)
                    ? tool.hasBeans((ListableBeanFactory) beans, classes)
                    : tool.isEnabled(environment, classes)) {
                active.add(tool);
            }
        }
        return active;
    }

    private static boolean isApplication(BeanFactory beans) {
        return beans instanceof ListableBeanFactory listable
                && listable.containsBeanDefinition(MigratorFactory.BEAN_NAME);
    }

    private boolean hasBeans(ListableBeanFactory beans, @Nullable ClassLoader classes) {
        return ClassUtils.isPresent(this.beanType, classes)
                && beans.getBeanNamesForType(ClassUtils.resolveClassName(this.beanType, classes), true, false).length
                        > 0;
    }

    private boolean isEnabled(Environment environment, @Nullable ClassLoader classes) {
        return ClassUtils.isPresent(this.beanType, classes)
                && ClassUtils.isPresent(this.autoConfiguration, classes)
                && environment.getProperty(this.prefix + ".enabled", Boolean.class, true);
    }

    /** That it is active, and how to end that. */
    String advice() {
        return this.title
                + " is on the class path and enabled in this application, and migrates the same database. Remove "
                + this.starter + ", or set " + this.prefix + ".enabled=false";
    }
}
