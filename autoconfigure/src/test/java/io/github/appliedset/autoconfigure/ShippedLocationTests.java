package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two branches of an application of which a library ships one location, {@code db/audit}, in its jar. */
@PostgresTest
@KeepsSessions
class ShippedLocationTests {

    private static final String AUDITED = "CREATE TABLE public.%s (audit bigint REFERENCES public.audit);";

    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

    private TestDatabase database;
    private GitRepository git;
    private Path jar;
    private URLClassLoader withLibrary;

    @BeforeEach
    void prepare(@TempDir Path temp, TestDatabase database) throws IOException {
        this.database = database;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.git = GitRepository.with(temp.toRealPath().resolve("repository"));
        this.jar = temp.resolve("audit.jar");
        ship(this.jar);
        this.withLibrary = new URLClassLoader(new URL[] {this.jar.toUri().toURL()}, this.usual);
        Thread.currentThread().setContextClassLoader(this.withLibrary);
    }

    private static void ship(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            Map<String, String> files = Map.of(
                    "2_audit.up.sql", "CREATE TABLE public.audit (id bigint PRIMARY KEY);",
                    "5_audit_view.up.sql", "CREATE VIEW public.audited AS SELECT id FROM public.audit;",
                    "audit_names.repeatable.sql",
                            "CREATE OR REPLACE VIEW public.audit_names AS SELECT id FROM public.employee;");
            for (Map.Entry<String, String> each : files.entrySet()) {
                entries.putNextEntry(new JarEntry("db/audit/" + each.getKey()));
                entries.write(each.getValue().getBytes(StandardCharsets.UTF_8));
                entries.closeEntry();
            }
        }
    }

    @AfterEach
    void forgetTheLibrary() throws IOException {
        Thread.currentThread().setContextClassLoader(this.usual);
        this.withLibrary.close();
    }

    private Map<String, Object> properties(String folder) {
        return Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations", "classpath:db/audit,file:" + folder,
                "applied-set.development", "true");
    }

    private Run run(String command, String... options) {
        return CommandLine.run(
                properties(this.git.folder().toString()),
                Stream.concat(Stream.of("command=" + command), Stream.of(options))
                        .map(option -> "--applied-set." + option)
                        .toArray(String[]::new));
    }

    private Run done(String command, String... options) {
        Run run = run(command, options);
        assertThat(run.exitCode()).as(command + ": " + run.out() + run.err()).isZero();
        return run;
    }

    /** Both branches need what the library makes; this one is checked out. */
    private void both(String mine, String theirs) {
        this.git.branch("f");
        this.git
                .adds(mine, AUDITED.formatted("mine"), "DROP TABLE public.mine;")
                .checkout("main");
        this.git
                .adds(theirs, AUDITED.formatted("theirs"), "DROP TABLE public.theirs;")
                .checkout("f");
    }

    private String folder() {
        return "folder=" + this.git.folder();
    }

    @Test
    void bothOrdersRunAfterTheLibrarysMigrations() {
        both("4_mine", "3_theirs");

        Run run = run("conflicts", folder(), "onto=main");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).doesNotContain("Not tried", "neither before nor after");
    }

    @Test
    void reportsMissingObjectsThatTheLibraryReads() {
        this.git.branch("f");
        this.git
                .adds("4_mine", "ALTER TABLE public.employee RENAME id TO number;", "SELECT 1;")
                .checkout("main");
        this.git.adds("3_theirs", "SELECT 1;", "SELECT 1;").checkout("f");

        Run run = run("conflicts", folder(), "onto=main");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.out()).contains("Repeatable migration audit_names does not run");
    }

    @Test
    void snapshotAndDatabaseKeepWhatTheLibraryMakes() throws IOException {
        Path snapshot = this.git.folder().resolveSibling("snapshot");
        done("snapshot", "from=migrations", "folder=" + snapshot);
        this.git.commit("snapshot");
        both("3_mine", "3_theirs");
        done("migrate");
        this.database.execute("INSERT INTO public.audit VALUES (7)");
        this.git.merge("main");

        Run resolved = done("resolve", folder(), "onto=main", "yes=true");

        assertThat(resolved.out())
                .contains("3_mine becomes 4_mine")
                .contains("The development database matches the files; applied: 3_theirs.")
                .doesNotContain("not rebuilt", "rolled back");
        assertThat(this.database.applied())
                .containsExactly("1_employee", "2_audit", "3_theirs", "4_mine", "5_audit_view");
        assertThat(this.database.query("SELECT id FROM public.audit")).containsExactly("7");
        done("verify");
        done("snapshot", "from=migrations", "folder=" + snapshot);
        assertThat(this.git.git("diff", "--name-only"))
                .as("the snapshot is that of all files")
                .isEmpty();
    }

    /** As most run it: in the work tree, which has no folder for the library's location. */
    @Test
    void noFolderHasToBeNamed() throws Exception {
        both("3_mine", "3_theirs");
        done("migrate");
        this.git.merge("main");

        try (ChildJvm process = ChildJvm.startIn(
                this.git.root(),
                ResolveProcess.class,
                this.jar,
                Stream.concat(
                                properties(GitRepository.FOLDER).entrySet().stream(),
                                Map.<String, Object>of(
                                        "applied-set.command", "resolve",
                                        "applied-set.onto", "main",
                                        "applied-set.yes", "true")
                                        .entrySet()
                                        .stream())
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new))) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            assertThat(process.output())
                    .contains("3_mine becomes 4_mine", "applied: 3_theirs.")
                    .doesNotContain("Not tried", "rolled back");
        }
        assertThat(this.database.applied())
                .containsExactly("1_employee", "2_audit", "3_theirs", "4_mine", "5_audit_view");
    }

    @Test
    void skipsNumbersUsedByTheLibrary() {
        both("4_mine", "4_theirs");

        assertThat(done("resolve", folder(), "onto=main", "yes=true").out()).contains("4_mine becomes 6_mine");
    }

    @Test
    void renumbersAwayFromANumberOfTheLibrary() {
        both("5_mine", "3_theirs");

        assertThat(done("resolve", folder(), "onto=main", "yes=true").out()).contains("5_mine becomes 6_mine");
    }

    @Test
    void withoutTheLibraryNothingIsTriedOrRolledBack() throws IOException {
        Path snapshot = this.git.folder().resolveSibling("snapshot");
        done("snapshot", "from=migrations", "folder=" + snapshot);
        this.git.commit("snapshot");
        both("3_mine", "3_theirs");
        done("migrate");
        this.git.merge("main");
        Thread.currentThread().setContextClassLoader(this.usual);

        Run conflicts = run("conflicts", folder(), "onto=main");
        Run resolved = run("resolve", folder(), "onto=main", "yes=true");

        assertThat(conflicts.exitCode()).isEqualTo(2);
        assertThat(conflicts.out().replaceAll("\\s+", " "))
                .contains("both orders: Location classpath:db/audit does not exist");
        assertThat(resolved.exitCode()).as(resolved.out() + resolved.err()).isZero();
        assertThat(resolved.out())
                .contains("3_mine becomes 4_mine", "does not exist in any directory or jar of the class path")
                .contains("The snapshot was not rebuilt.", "The development database was not aligned");
        assertThat(this.database.applied()).containsExactly("1_employee", "2_audit", "3_mine", "5_audit_view");
    }
}
