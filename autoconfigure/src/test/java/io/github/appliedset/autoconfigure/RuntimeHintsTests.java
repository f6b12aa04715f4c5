package io.github.appliedset.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import io.github.appliedset.actuate.DriftDescriptor;
import io.github.appliedset.actuate.MigrationDescriptor;
import io.github.appliedset.actuate.MigrationsDescriptor;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;

/** What a native image must keep is registered. None was built here. */
class RuntimeHintsTests {

    private static final Path SOURCES = Path.of("src/main/java/io/github/appliedset");
    private static final Pattern BY_NAME = Pattern.compile("\\.getResource(AsStream)?\\(|\\.getMethod\\(|forName\\("
            + "|newProxyInstance\\(|\\.getDeclared\\w+\\(|\\.getRecordComponents\\(|ServiceLoader|\\.newInstance\\(");

    /** Each place that needs a hint, and those that need none. */
    private static final Map<String, Integer> PLACES = new TreeMap<>(Map.ofEntries(
            entry("actuate/MigrationsPage.java", 1),
            entry("autoconfigure/PropertyNames.java", 1),
            entry("autoconfigure/SystemTerminal.java", 1),
            entry("command/ErrorTopics.java", 1),
            entry("execution/TransactionBoundConnection.java", 1),
            entry("generate/ConvertedSamples.java", 1),
            entry("generate/SeededRows.java", 1),
            // None needed: a listener whose methods are not known is asked.
            entry("migrator/MigrationListeners.java", 1),
            entry("pool/Address.java", 1),
            entry("pool/C3p0Pool.java", 1),
            entry("schema/catalog/CatalogQuery.java", 1),
            // The getter; and a property of the driver, by the name of an enum's constant.
            entry("scratch/ConnectionSettings.java", 2)));

    /** Files of the application, which the AOT processor registers one by one. */
    private static final List<String> FILES_OF_THE_APPLICATION = List.of(
            "autoconfigure/ReleaseStamp.java", "schema/snapshot/ShippedSnapshot.java", "source/MigrationIndex.java");

    private final RuntimeHints hints = new RuntimeHints();

    RuntimeHintsTests() {
        ClassLoader classLoader = getClass().getClassLoader();
        new AppliedSetRuntimeHints().registerHints(this.hints, classLoader);
        new AppliedSetEndpointAutoConfiguration.Answers().registerHints(this.hints, classLoader);
    }

    @Test
    void everyResourceOfOursIsKept() throws IOException {
        Path resources = Path.of("src/main/resources");
        try (Stream<Path> files = Files.walk(resources.resolve("io"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> resources.relativize(file).toString().replace('\\', '/')))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(resource().forResource(file)).accepts(this.hints));
        }
        assertThat(resource().forResource("META-INF/applied-set/errors.md")).accepts(this.hints);
    }

    @Test
    void answersOfTheEndpointAreBound() {
        for (Class<?> type : List.of(
                MigrationsDescriptor.class,
                MigrationsDescriptor.ContextDescriptor.class,
                MigrationsDescriptor.MigratorDescriptor.class,
                MigrationsDescriptor.Counts.class,
                MigrationsDescriptor.AppliedDescriptor.class,
                MigrationsDescriptor.PendingDescriptor.class,
                MigrationDescriptor.class,
                DriftDescriptor.class,
                DriftDescriptor.MigratorDescriptor.class,
                DriftDescriptor.DifferenceDescriptor.class,
                DriftDescriptor.ChangeDescriptor.class,
                DriftDescriptor.ColumnOrderDescriptor.class)) {
            assertThat(reflection().onType(type)).as(type.getName()).accepts(this.hints);
            assertThat(reflection().onMethodInvocation(type, type.getRecordComponents()[0].getName()))
                    .as(type.getName())
                    .accepts(this.hints);
        }
    }

    @Test
    void recordsOfPropertiesKeepTheirComponents() {
        Stream.concat(Stream.of(AppliedSetProperties.class), Stream.of(AppliedSetProperties.class.getDeclaredClasses()))
                .filter(Class::isRecord)
                .forEach(type -> assertThat(
                                reflection().onMethodInvocation(type, type.getRecordComponents()[0].getName()))
                        .as(type.getName())
                        .accepts(this.hints));
        assertThat(PropertyNames.ALL).contains("lock-timeout", "tenants.first");
    }

    @Test
    void includesReflectiveCalls() throws NoSuchMethodException {
        assertThat(proxies().forInterfaces(Connection.class)).accepts(this.hints);
        assertThat(reflection().onMethodInvocation(Connection.class.getMethod("close")))
                .accepts(this.hints);
        assertThat(reflection().onMethodInvocation(Object.class.getMethod("getClass")))
                .accepts(this.hints);
        assertThat(this.hints.reflection().getTypeHint(Console.class).methods())
                .extracting(method -> method.getName())
                .containsExactly("isTerminal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.zaxxer.hikari.HikariDataSource",
                "org.postgresql.ds.PGSimpleDataSource",
                "org.springframework.jdbc.datasource.SimpleDriverDataSource",
                "org.apache.tomcat.jdbc.pool.DataSource",
                "org.apache.commons.dbcp2.BasicDataSource",
                "com.mchange.v2.c3p0.ComboPooledDataSource"
            })
    void gettersOfDataSourcesAreKept(String type) {
        assertThat(reflection().onType(TypeReference.of(type)).withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS))
                .accepts(this.hints);
    }

    @Test
    void dataSourcesThatAreNamedExist() {
        assertThat(AppliedSetRuntimeHints.DATA_SOURCES).allSatisfy(Class::forName);
    }

    /** A new place fails this test: it needs a hint and a row above. */
    @Test
    void everyPlaceThatCallsByNameIsKnown() throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                int places =
                        (int) BY_NAME.matcher(Files.readString(file)).results().count();
                if (places > 0) {
                    found.put(SOURCES.relativize(file).toString().replace('\\', '/'), places);
                }
            }
        }
        FILES_OF_THE_APPLICATION.forEach(
                file -> assertThat(found.remove(file)).as(file).isNotNull());
        assertThat(found).isEqualTo(PLACES);
    }
}
