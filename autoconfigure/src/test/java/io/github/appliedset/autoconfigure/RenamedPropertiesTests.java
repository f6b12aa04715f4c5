package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.annotation.UserConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class RenamedPropertiesTests {

    private static StandardEnvironment with(String... names) {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : names) {
            properties.put(name, "fail");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("somewhere", properties));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static void assertRefused(StandardEnvironment environment, String... lines) {
        assertThatExceptionOfType(AppliedSetConfigurationException.class)
                .isThrownBy(() -> RenamedProperties.refuse(environment))
                .satisfies(refused -> assertThat(String.valueOf(refused.getMessage())
                                .lines()
                                .skip(2)
                                .map(String::strip))
                        .containsExactly(lines));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            applied-set.verify.mode                     | applied-set.drift.mode
            applied-set.verify.order                    | applied-set.drift.order
            appliedSet.verify.mode                      | applied-set.drift.mode
            AppliedSet.Verify.order                     | applied-set.drift.order
            applied_set.verify_mode                     | applied-set.drift.mode
            applied_set.verify.mode                     | applied-set.drift.mode
            appliedset.verify-mode                      | applied-set.drift.mode
            applied.set.verify.mode                     | applied-set.drift.mode
            applied-set.verify[mode]                    | applied-set.drift.mode
            APPLIED_SET_VERIFY_MODE                     | APPLIED_SET_DRIFT_MODE
            APPLIEDSET_VERIFY_ORDER                     | APPLIEDSET_DRIFT_ORDER
            applied_set_verify_mode                     | applied_set_drift_mode
            applied-set.instances                       | applied-set.migrators
            applied-set.instances.orders.url            | applied-set.migrators.orders.url
            applied-set.instances[my.orders].url        | applied-set.migrators[my.orders].url
            appliedSet.instances.orders.lockTimeout     | applied-set.migrators.orders.lockTimeout
            applied_set.instances.orders.url            | applied-set.migrators.orders.url
            applied-set.instances.verify.mode           | applied-set.migrators.verify.mode
            applied-set.instances.x.verify.mode         | applied-set.migrators.x.drift.mode
            APPLIED_SET_INSTANCES_ORDERS_URL            | APPLIED_SET_MIGRATORS_ORDERS_URL
            APPLIEDSET_INSTANCES_ORDERS_LOCATIONS_0     | APPLIEDSET_MIGRATORS_ORDERS_LOCATIONS_0
            APPLIED_SET_INSTANCES_ORDERS_VERIFY_MODE    | APPLIED_SET_MIGRATORS_ORDERS_DRIFT_MODE
            applied-set.migrators.x.verify.mode         | applied-set.migrators.x.drift.mode
            appliedSet.migrators.x.verify.order         | applied-set.migrators.x.drift.order
            applied_set.migrators.my_db.verify_mode     | applied-set.migrators.my_db.drift.mode
            applied-set.migrators[my.db].verify.mode    | applied-set.migrators[my.db].drift.mode
            applied-set.migrators.verify.verify.mode    | applied-set.migrators.verify.drift.mode
            APPLIED_SET_MIGRATORS_X_VERIFY_MODE         | APPLIED_SET_MIGRATORS_X_DRIFT_MODE
            APPLIEDSET_MIGRATORS_X_VERIFY_ORDER         | APPLIEDSET_MIGRATORS_X_DRIFT_ORDER
            """)
    void everySpellingIsRefused(String old, String current) {
        assertRefused(with(old), old + " is now " + current + " (somewhere)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "applied-set.drift.mode",
                "applied-set.mode",
                "applied-set.instance-lock-timeout",
                "APPLIED_SET_INSTANCE_LOCK_TIMEOUT",
                "applied-set.migrators.orders.url",
                "applied-set.migrators.verify.mode",
                "APPLIED_SET_MIGRATORS_VERIFY_MODE",
                "applied-set.migrators.my-verify.mode",
                "applied-set.migrators.my_verify.mode",
                "applied-set.migrators.instances.url",
                "APPLIEDSET_MIGRATORS_MYVERIFY_MODE",
                "shop.applied-set.verify.mode",
                "verify.mode",
                "applied-set"
            })
    void acceptsOtherNames(String name) {
        assertThatCode(() -> RenamedProperties.refuse(with(name))).doesNotThrowAnyException();
    }

    @Test
    void allOfThemAreListedWithTheirOrigins() {
        StandardEnvironment environment = with("applied-set.verify.mode");
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource(
                        "systemEnvironment of the test", Map.of("APPLIED_SET_VERIFY_MODE", "fail")));
        CompositePropertySource composite = new CompositePropertySource("config server");
        composite.addPropertySource(new MapPropertySource("of the shop", Map.of("applied-set.instances.a.url", "x")));
        composite.addPropertySource(new Unlisted());
        environment.getPropertySources().addLast(composite);

        assertRefused(
                environment,
                "applied-set.verify.mode is now applied-set.drift.mode (somewhere)",
                "APPLIED_SET_VERIFY_MODE is now APPLIED_SET_DRIFT_MODE (systemEnvironment of the test)",
                "applied-set.instances.a.url is now applied-set.migrators.a.url (of the shop)",
                "applied-set.verify.order is now applied-set.drift.order (unlisted)");
    }

    /** As a vault or a directory service is: it answers, and cannot say to what. */
    private static final class Unlisted extends org.springframework.core.env.PropertySource<Object> {

        Unlisted() {
            super("unlisted", new Object());
        }

        @Override
        public Object getProperty(String name) {
            return name.equals("applied-set.verify.order") ? "fail" : null;
        }
    }

    /** No database is there, and no driver is asked for: an old name may be what was to say where it is. */
    @Test
    void startIsRefusedWithoutADatabase() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetRenamedPropertiesAutoConfiguration.class))
                .withPropertyValues("applied-set.instances.orders.url=jdbc:postgresql://localhost:1/orders")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(AppliedSetConfigurationException.class)
                        .hasMessageContaining(
                                "applied-set.instances.orders.url is now applied-set.migrators.orders.url"));
    }

    @Test
    void checksPropertySourcesOfClasses() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetRenamedPropertiesAutoConfiguration.class))
                .withConfiguration(UserConfigurations.of(WithPropertySource.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("applied-set.verify.mode is now applied-set.drift.mode"));
    }

    @Configuration(proxyBeanMethods = false)
    @PropertySource("classpath:io/github/appliedset/autoconfigure/old-names.properties")
    static class WithPropertySource {}

    @Test
    void applicationDoesNotStart() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(Map.of("applied-set.enabled", "false"));

        assertThatExceptionOfType(AppliedSetConfigurationException.class)
                .isThrownBy(() -> application.run("--applied-set.verify.mode=fail"))
                .withMessageContaining("applied-set.verify.mode is now applied-set.drift.mode (commandLineArgs)");
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(AppliedSetRenamedPropertiesAutoConfiguration.class)
    static class Application {}

    @ParameterizedTest
    @ValueSource(strings = {"status", "migrate", "new"})
    void commandIsRefused(String command) {
        Run run = CommandLine.run(
                Map.of("applied-set.instances.orders.verify.mode", "fail"), "--applied-set.command=" + command);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().replaceAll("\\s+", " "))
                .startsWith("Description: 1 property has an old name that")
                .contains(
                        "applied-set.instances.orders.verify.mode is now applied-set.migrators.orders.drift.mode"
                                + " (application)",
                        "docs/reference/errors.md#renamed-property");
    }

    @Test
    void explainsAnOldNameOnTheCommandLine() {
        Run run = CommandLine.run(
                Map.of(),
                "--applied-set.command=status",
                "--applied-set.verify.mode=fail",
                "--applied-set.format=json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error().get("description"))
                .asString()
                .contains("applied-set.verify.mode is now applied-set.drift.mode (commandLineArgs)");
    }
}
