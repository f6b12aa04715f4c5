package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.HowToPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java on the pages compiles. What a page leaves out, such as imports, is added here. */
class JavaExamplesTests {

    private static final Pattern IMPORTS = Pattern.compile("(?m)^import .*;\n");
    private static final Pattern TYPE = Pattern.compile("(?m)^(public )?(final )?(class|interface|record) ");
    private static final Pattern METHOD = Pattern.compile("(?m)^(@|(\\w+ )+\\w+\\(.*\\) \\{$)");
    private static final Pattern SIGNATURES = Pattern.compile("\\.\\w+\\((String|DataSource|int|Migrator template)\\b");

    private static final String ALL_IMPORTS = Stream.of(
                    "com.zaxxer.hikari.HikariDataSource",
                    "io.github.appliedset.adoption.*",
                    "io.github.appliedset.adoption.files.*",
                    "io.github.appliedset.autoconfigure.*",
                    "io.github.appliedset.drift.*",
                    "io.github.appliedset.generate.*",
                    "io.github.appliedset.migration.*",
                    "io.github.appliedset.migrator.*",
                    "io.github.appliedset.schema.*",
                    "io.github.appliedset.schema.drift.*",
                    "io.github.appliedset.schema.snapshot.*",
                    "io.github.appliedset.tenant.*",
                    "jakarta.persistence.*",
                    "java.math.BigDecimal",
                    "java.nio.file.Path",
                    "java.sql.*",
                    "java.util.*",
                    "javax.sql.DataSource",
                    "org.hibernate.context.spi.CurrentTenantIdentifierResolver",
                    "org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider",
                    "org.jspecify.annotations.Nullable",
                    "org.junit.jupiter.api.Test",
                    "org.springframework.beans.factory.annotation.*",
                    "org.springframework.boot.context.event.ApplicationReadyEvent",
                    "org.springframework.boot.context.properties.ConfigurationProperties",
                    "org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest",
                    "org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer",
                    "org.springframework.boot.jdbc.autoconfigure.DataSourceProperties",
                    "org.springframework.boot.jdbc.test.autoconfigure.JdbcTest",
                    "org.springframework.boot.test.context.*",
                    "org.springframework.context.ApplicationContext",
                    "org.springframework.context.annotation.*",
                    "org.springframework.context.event.EventListener",
                    "org.springframework.core.annotation.*",
                    "org.springframework.data.jpa.repository.JpaRepository",
                    "org.springframework.jdbc.core.simple.JdbcClient",
                    "org.springframework.jdbc.datasource.DriverManagerDataSource",
                    "org.springframework.scheduling.annotation.Async",
                    "org.springframework.stereotype.*",
                    "org.springframework.test.context.*",
                    "org.testcontainers.postgresql.PostgreSQLContainer")
            .map(name -> "import " + name + ";\n")
            .collect(Collectors.joining(
                    "", "", "import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;\n"));

    /** What an example may speak of without saying where it comes from. */
    private static final List<String> NAMES = List.of(
            "DataSource dataSource",
            "Migrator migrator",
            "ApplicationContext applicationContext",
            "Path folder",
            "Path flyway",
            "VersionSet<Migration> onDisk",
            "VersionSet<AppliedMigration> applied",
            "VersionSet<Migration> pending",
            "VersionSet<AppliedMigration> orphans");

    private static final class Unit extends SimpleJavaFileObject {

        private final String page;
        private final String code;

        Unit(String page, String code) {
            super(URI.create("string:///" + page.replaceAll("[^\\w/]", "_") + ".java"), Kind.SOURCE);
            this.page = page;
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return this.code;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true;
        }
    }

    private static String unit(String block, int number) {
        String code = block.replace("{ ... }", "{ }").replaceAll("(?m)^ +\\.\\.\\.$", ";");
        if (code.startsWith("package ")) {
            return code;
        }
        String begin = "package example" + number + ";\n" + ALL_IMPORTS;
        String imports =
                IMPORTS.matcher(code).results().map(found -> found.group()).collect(Collectors.joining());
        String rest = IMPORTS.matcher(code).replaceAll("").strip();
        if (TYPE.matcher(rest).find()) {
            return begin + imports + rest;
        }
        if (!METHOD.matcher(rest).find()) {
            String names =
                    NAMES.stream().filter(name -> !rest.contains(name + " =")).collect(Collectors.joining(", "));
            return begin + imports + "class Example { void example(" + names + ") throws Exception {\n" + rest + "\n}}";
        }
        return rest.contains("{")
                ? begin + imports + "class Example { Migrator migrator;\n" + rest + "}"
                : begin + imports + rest + " class Example {}";
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("../docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("../README.md")),
                            pages.filter(page -> page.toString().endsWith(".md")))
                    .filter(page -> !page.toString().contains("node_modules"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void javaOnThePagesCompiles(@TempDir Path classes) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<Unit> units = new ArrayList<>();
        for (Path page : pages()) {
            for (String block : new HowToPage(Files.readString(page)).blocks("java")) {
                boolean isSignatures =
                        SIGNATURES.matcher(block).find() && !TYPE.matcher(block).find();
                // Its module is not among the dependencies of these tests.
                if (!isSignatures && !block.contains("ContainerConfiguration")) {
                    units.add(new Unit(page + ":" + units.size(), unit(block, units.size())));
                }
            }
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        compiler.getTask(null, null, found, List.of("-proc:none", "-nowarn", "-d", classes.toString()), null, units)
                .call();

        assertThat(found.getDiagnostics())
                .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .extracting(problem -> ((Unit) problem.getSource()).page + ": " + problem.getMessage(Locale.ENGLISH))
                .isEmpty();
        assertThat(units).hasSizeGreaterThan(25);
    }
}
