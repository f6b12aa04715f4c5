package io.github.appliedset;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.appliedset.text.Log;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The rules of docs/architecture.md about libraries, names and state; {@link PackageTests} has the arrows. */
class ArchitectureTests {

    private static final JavaClasses CLASSES = LibraryClasses.ALL;

    @Test
    void valuesAndScriptsArePlainJava() {
        classes()
                .that()
                .resideInAnyPackage(
                        "..migration",
                        "..script",
                        "..appliedset.schema",
                        "..schema.change",
                        "..schema.drift",
                        "..schema.wording")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.io",
                        "java.nio..",
                        "java.security",
                        "org.jspecify..",
                        "io.github.appliedset.."))
                .because("what is decided from values can be tested in microseconds and reused without a database")
                .check(CLASSES);
    }

    @Test
    void convertersArePlainJava() {
        classes()
                .that()
                .resideInAPackage("..adoption.files")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.io",
                        "java.math",
                        "java.nio..",
                        "org.jspecify..",
                        "io.github.appliedset.."))
                .because("what becomes of another tool's file depends on nothing but that file and its folder")
                .check(CLASSES);
    }

    @Test
    void scratchDatabasesNeedOnlyTheDriver() {
        classes()
                .that()
                .resideInAPackage("..scratch")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.sql",
                        "org.postgresql..",
                        "org.jspecify..",
                        "..scratch",
                        "io.github.appliedset",
                        "..appliedset.migration"))
                .because("whatever needs an empty database may use it, in a main method too")
                .check(CLASSES);
    }

    @Test
    void nothingWaitsInTheCommonPool() {
        noClasses()
                .should()
                .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
                .orShould()
                .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
                .orShould()
                .callMethod(Collection.class, "parallelStream")
                .because("with one or two processors it has a single thread since Java 25")
                .check(CLASSES);
    }

    @Test
    void replayKnowsNothingOfDrift() {
        noClasses()
                .that()
                .resideInAPackage("..replay")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "..appliedset.drift", "..schema.drift", "..schema.snapshot", "..appliedset.test"))
                .because("what migrations make is read once and compared by others")
                .check(CLASSES);
    }

    @Test
    void onlyTrackerAndMigratorSpeakToTheDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "..postgres",
                        "..tracker",
                        "..appliedset.adoption",
                        "..pool",
                        "..session",
                        "..execution",
                        "..run",
                        "..migrator",
                        "..schema.catalog",
                        "..scratch",
                        "..replay",
                        "..align",
                        "..appliedset.drift",
                        "..declared",
                        "..generate",
                        "..appliedset.test")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql", "org.postgresql.."))
                .because("a SQLException means something only next to the statement that caused it")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "..pool",
                        "..session",
                        "..migrator",
                        "..autoconfigure",
                        "..scratch",
                        "..replay",
                        // A database for each tenant is opened and closed by the application.
                        "..tenant",
                        "..align",
                        "..appliedset.drift",
                        "..generate",
                        "..appliedset.test")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.sql")
                .because("whoever opens a connection closes it, so there is one place that does")
                .check(CLASSES);
    }

    @Test
    void springStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..actuate", "..autoconfigure", "..pool", "..appliedset.test")
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("org.springframework.core.io..")))
                .because("the engine runs in a main method or a test as well")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..tracker",
                        "..appliedset.adoption",
                        "..session",
                        "..execution",
                        "..run",
                        "..schema.catalog",
                        "..scratch",
                        "..replay")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("only finding files needs Spring's resources")
                .check(CLASSES);
    }

    @Test
    void onlyTestSupportNeedsAssertJ() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..appliedset.test")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.assertj..")
                .because("an application has no AssertJ on its class path")
                .check(CLASSES);
    }

    @Test
    void onlyTheOrchestratorLogs() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "..text",
                        "..pool",
                        "..session",
                        "..execution",
                        "..run",
                        "..migrator",
                        "..tenant",
                        "..actuate",
                        "..autoconfigure")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Log.class.getName())
                .because("pure code returns values, whoever calls it decides what to say")
                .check(CLASSES);
    }

    @Test
    void allLoggingGoesThroughLog() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Log.class.getName())
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.slf4j..",
                        "org.apache.commons.logging..",
                        "java.util.logging..",
                        "java.lang.System$Logger"))
                .because("a name or a message from elsewhere may hold control characters")
                .check(CLASSES);
    }

    @Test
    void optionalLibrariesAreUsedOnlyWhereTheirAbsenceIsHandled() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..actuate")
                .and()
                .doNotHaveSimpleName("AppliedSetEndpointAutoConfiguration")
                .and()
                .doNotHaveSimpleName("AppliedSetInfoAutoConfiguration")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework.boot.actuate..", "com.fasterxml.jackson..", "tools.jackson.."))
                .because("an application without actuator must start")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveSimpleName("MigrationsHealthIndicator")
                .and()
                .doNotHaveSimpleName("AppliedSetHealthAutoConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.health..")
                .because("an application without health checks must start")
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(MigrationMetrics|AppliedSetMetricsAutoConfiguration|MigrationObservations"
                        + "|ObservedWork|AppliedSetObservationAutoConfiguration|observation\\.\\w+)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .because("an application without Micrometer must start")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..pool")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "com.zaxxer..",
                        "com.mchange..",
                        "io.agroal..",
                        "org.apache.commons.dbcp2..",
                        "org.apache.tomcat.jdbc.."))
                .because("an application may use another pool, or none")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveSimpleName("ModulesUnderTest")
                .and()
                .doNotHaveSimpleName("AppliedSetModulithTestAutoConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.modulith..")
                .because("most applications are made of no modules")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                .map(javaPackage -> javaPackage.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked)
                .as("because what may be null is said once, where it may")
                .isEmpty();
    }

    @Test
    void nothingStaticHoldsState() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("two migrators in one JVM know nothing of each other")
                .check(CLASSES);
    }

    @Test
    void autoConfigurationsShowNothing() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .haveSimpleNameEndingWith("AutoConfiguration")
                .because("Spring Boot must find them, and nobody else may call them")
                .check(CLASSES);
        methods()
                .that()
                .areAnnotatedWith(Bean.class)
                .should()
                .notBePublic()
                .andShould()
                .notBePrivate()
                .because("code generated ahead of time calls them from their package")
                .check(CLASSES);
        classes()
                .that()
                .areAnnotatedWith(ConfigurationProperties.class)
                .should()
                .notBePublic()
                .because("the keys are API, the class is not")
                .check(CLASSES);
    }

    @Test
    void autoConfigurationsAreRegisteredInOrder() throws IOException {
        List<String> registered;
        String file = "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";
        try (InputStream imports = getClass().getResourceAsStream(file)) {
            registered = new String(imports.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }

        assertThat(registered)
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(CLASSES.stream()
                        .filter(type -> type.isAnnotatedWith(AutoConfiguration.class))
                        .map(JavaClass::getName)
                        .toList());
    }

    @Test
    void noClassHasAMeaninglessName() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("a reader guesses the file from the feature")
                .check(CLASSES);
    }
}
