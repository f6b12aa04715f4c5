package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application starts, and migrates, without the jars that only some applications have. */
@PostgresTest
class LeanClassPathTests {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        public static void main(String[] arguments) {
            SpringApplication application = new SpringApplication(Application.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            System.out.println("started with " + application.run(arguments).getBeanDefinitionCount() + " beans");
            System.exit(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring-boot-health",
                "spring-boot-actuator",
                "spring-boot-actuator spring-boot-health micrometer",
                "jackson",
                "HikariCP",
                "spring-boot-actuator spring-boot-health micrometer jackson HikariCP hibernate spring-data-jpa spring-boot-test"
            })
    void startsWithout(String jars, @TempDir Path folder, TestDatabase database) throws Exception {
        MigrationFolder files = new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;");

        try (ChildJvm application = ChildJvm.start(
                Application.class,
                classPathWithout(List.of(jars.split(" "))),
                List.of(),
                Stream.concat(
                                Stream.of(database.properties()),
                                Stream.of(
                                        "applied-set.locations=" + files.location(),
                                        "spring.jpa.hibernate.ddl-auto=none",
                                        "spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource"))
                        .map(property -> "--" + property)
                        .toArray(String[]::new))) {
            application.awaitLine("started with");
            assertThat(application.awaitExit()).isZero();
        }
        assertThat(database.applied()).containsExactly("1_a");
    }

    private static String classPathWithout(List<String> jars) {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
        for (String jar : jars) {
            assertThat(entries).anyMatch(entry -> isOf(jar, entry));
        }
        return String.join(
                File.pathSeparator,
                Arrays.stream(entries)
                        .filter(entry -> jars.stream().noneMatch(jar -> isOf(jar, entry)))
                        .toList());
    }

    private static boolean isOf(String jar, String entry) {
        return new File(entry).getName().startsWith(jar);
    }
}
