package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.source.MigrationIndex;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/** An application that is processed ahead of time, compiled, packed into a jar and run, each in a process of its own. */
@PostgresTest
class AheadOfTimeTests {

    @TempDir
    private Path folder;

    private Path migrations(boolean withFolders) throws IOException {
        Path jar = this.folder.resolve("migrations-" + withFolders + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/"));
            if (withFolders) {
                out.putNextEntry(new JarEntry("db/migration/"));
            }
            out.putNextEntry(new JarEntry("db/migration/1_a.up.sql"));
            out.write("SELECT 1;".getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new JarEntry("db/snapshot/snapshot.json"));
            out.write("{\"format\": 1, \"pgMajor\": 17}".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static String classPath(Path... more) {
        return Stream.concat(Stream.of(more).map(Path::toString), Stream.of(System.getProperty("java.class.path")))
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
    }

    private static String exited(ChildJvm process) throws InterruptedException {
        try (process) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.output();
        }
    }

    /** Does what a build does, for a database that cannot be reached; returns the jar with what was generated. */
    private Path build(Class<?> application, String... arguments) throws Exception {
        Path generated = this.folder.resolve("generated");
        Path classes = generated.resolve("classes");
        List<String> all = new ArrayList<>(List.of(
                application.getName(),
                generated.resolve("sources").toString(),
                classes.toString(),
                classes.toString(),
                "com.example",
                "app",
                "--spring.datasource.url=jdbc:postgresql://localhost:1/of_the_build"));
        all.addAll(List.of(arguments));
        exited(ChildJvm.start(
                SpringApplicationAotProcessor.class,
                classPath(migrations(true)),
                List.of(),
                all.toArray(String[]::new)));
        compile(generated.resolve("sources"), classes);
        Path jar = this.folder.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString()));
        options.addAll(List.of("-cp", classPath(classes)));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> options.add(file.toString()));
        }
        assertThat(compiler.run(null, null, null, options.toArray(String[]::new)))
                .isZero();
    }

    /** Runs the jar, beside migrations that nobody would find by a search. */
    private String run(Path jar, TestDatabase database, String... arguments) throws Exception {
        return exited(start(AheadOfTimeApplication.class, jar, database, arguments));
    }

    private ChildJvm start(Class<?> application, Path jar, TestDatabase database, String... arguments)
            throws Exception {
        return ChildJvm.start(
                application,
                classPath(jar, migrations(false)),
                List.of("-Dspring.aot.enabled=true"),
                Stream.concat(Stream.of(database.properties()).map(property -> "--" + property), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void runsTheIndexedFilesInTheModeOfTheStart(TestDatabase database) throws Exception {
        Path jar = build(AheadOfTimeApplication.class);
        try (JarFile content = new JarFile(jar.toFile())) {
            assertThat(content.getEntry(MigrationIndex.RESOURCE)).isNotNull();
            assertThat(content.getEntry("db/snapshot.json"))
                    .as("the snapshot, packed")
                    .isNotNull();
            assertThat(content.stream().map(JarEntry::getName))
                    .filteredOn(name -> name.endsWith("reachability-metadata.json"))
                    .singleElement()
                    .satisfies(name -> assertThat(new String(content.getInputStream(content.getEntry(name))
                                    .readAllBytes()))
                            .contains("db\\/migration\\/1_a.up.sql", "errors.md"));
        }

        assertThat(run(jar, database, "--applied-set.mode=off", "--applied-set.enabled=false"))
                .as("what the build has decided, with the mode of the start")
                .contains("started with [migrator]");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();

        run(jar, database);
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void migratorsOfTheBuildAreThereAtTheStart(TestDatabase database) throws Exception {
        String[] migrators = {
            "--applied-set.migrators.books.table=books", "--applied-set.migrators.others.mode=off",
        };

        String output = run(build(AheadOfTimeApplication.class, migrators), database, migrators);

        assertThat(output)
                .contains("started with [", "booksMigrator", "othersMigrator")
                .doesNotContain("migrator]");
        assertThat(database.query("SELECT name FROM public.books")).containsExactly("a");

        try (ChildJvm byAnOldName = start(
                AheadOfTimeApplication.class,
                this.folder.resolve("app.jar"),
                database,
                "--applied-set.verify.mode=fail")) {
            assertThat(byAnOldName.awaitExit()).isEqualTo(1);
            assertThat(byAnOldName.output()).contains("applied-set.verify.mode is now applied-set.drift.mode");
        }
    }

    @Test
    void actuatorAnswersAsWithoutAot(TestDatabase database) throws Exception {
        String[] properties = {
            "--server.port=0",
            "--management.endpoints.web.exposure.include=*",
            "--management.endpoint.health.show-components=always",
        };
        Path jar = build(AheadOfTimeWebApplication.class, properties);

        String output = exited(start(AheadOfTimeWebApplication.class, jar, database, properties));

        assertThat(output.lines())
                .anyMatch(line -> line.startsWith("migrations: ") && line.contains("\"name\":\"a\""))
                .anyMatch(line -> line.startsWith("migrations/1: ") && line.contains("\"file\":"))
                .anyMatch(line -> line.startsWith("health/migrations: ") && line.contains("\"status\":\"UP\""))
                .anyMatch(line -> line.startsWith("info: ") && line.contains("\"migrations\":"))
                .anyMatch(line -> line.startsWith("metrics: ") && line.contains("applied.set"));
    }
}
