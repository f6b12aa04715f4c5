package io.github.appliedset.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.FileProblem.MissingLocation;
import io.github.appliedset.migration.FileProblem.StrayDownFile;
import io.github.appliedset.migration.FileProblem.VersionCollision;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Migrations;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.DefaultResourceLoader;

class ResourceMigrationSourceTests {

    @TempDir
    Path root;

    private MigrationFolder files;

    @BeforeEach
    void createFolder() throws Exception {
        this.files = new MigrationFolder(Files.createDirectory(this.root.resolve("migrations")));
    }

    private VersionSet<Migration> load(String... locations) {
        return load(getClass().getClassLoader(), locations);
    }

    private static VersionSet<Migration> load(ClassLoader classLoader, String... locations) {
        return new ResourceMigrationSource(new DefaultResourceLoader(classLoader), List.of(locations)).load();
    }

    private List<FileProblem> problems(String... locations) {
        return catchThrowableOfType(InvalidMigrationException.class, () -> load(locations))
                .problems();
    }

    private List<FileProblem> problemsInFolder() {
        return problems(this.files.location());
    }

    @Test
    void findsMigrationsInSubFoldersWithTheirDownFiles() {
        this.files.with("1_a.up.sql", "").with("2026/02_b-c d.é.up.sql", "").with("undo/2_b-c d.é.down.sql", "");

        VersionSet<Migration> found = load(this.files.location());

        assertThat(found).extracting(Migration::label).containsExactly("1_a", "2_b-c d.é");
        assertThat(found.toList().get(0).down()).isNull();
        assertThat(found.toList().get(1).down()).isNotNull();
        assertThat(found.toList().get(1).up().path()).isEqualTo(this.files.path() + "/2026/02_b-c d.é.up.sql");
    }

    @Test
    void filesOfAnotherToolAreListedInOrderWithOneRemedyForAll() {
        this.files
                .with("V2__b.sql", "")
                .with("V1__a.sql", "")
                .with("R__view.sql", "")
                .with("003_c.sql", "")
                .with("notes.sql", "");

        InvalidMigrationException failure =
                catchThrowableOfType(InvalidMigrationException.class, () -> load(this.files.location()));

        assertThat(failure.problems())
                .extracting(problem -> ((InvalidFile) problem).location())
                .extracting(location -> location.substring(location.lastIndexOf('/') + 1))
                .containsExactly("003_c.sql", "R__view.sql", "V1__a.sql", "V2__b.sql", "notes.sql");
        assertThat(failure.action().lines()).hasSize(2);
        assertThat(failure.action().lines().toList().get(0))
                .startsWith("1 to 4. Name it <version>_<name>.up.sql")
                .endsWith("--applied-set.command=import-files imports it into a folder next to it.");
        assertThat(failure.action().lines().toList().get(1))
                .startsWith("5. Name it <version>_<name>.up.sql")
                .doesNotContain("import-files");
    }

    @Test
    void ignoresFilesThatAreNotSql() {
        this.files.with("README.md", "").with("1_a.up.sql", "").with("1_a.up.sql.bak", "");

        assertThat(load(this.files.location())).hasSize(1);
    }

    @Test
    void findsNothingInAnEmptyFolder() {
        assertThat(load(this.files.location())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc.sql",
                "12.up.sql",
                "12_a.sql",
                "-3_x.up.sql",
                "+7_x.up.sql",
                "_x.up.sql",
                "7_.up.sql",
                "9223372036854775808_x.up.sql",
                "1_a.up.SQL",
                "1_a.UP.sql",
                "V1__flyway.sql",
                "1a_x.up.sql",
                ".9_z.up.sql"
            })
    void misnamedFileIsAnErrorAndNeverSkipped(String fileName) {
        this.files.with("1_fine.up.sql", "").with(fileName, "");

        assertThat(problemsInFolder())
                .singleElement()
                .isInstanceOfSatisfying(
                        InvalidFile.class,
                        problem -> assertThat(problem.location())
                                .startsWith("file:")
                                .endsWith("/migrations/" + fileName));
    }

    @Test
    void tooLongNameIsAnError() {
        this.files.with("1_" + "x".repeat(200) + ".up.sql", "");
        assertThat(load(this.files.location())).hasSize(1);

        this.files.with("2_" + "x".repeat(201) + ".up.sql", "");
        assertThat(problemsInFolder()).hasSize(1);
    }

    @Test
    void leadingZerosDoNotMakeAnotherVersion() {
        this.files.with("7_a.up.sql", "SELECT 1;").with("007_b.up.sql", "SELECT 2;");

        assertThat(problemsInFolder()).singleElement().isInstanceOfSatisfying(VersionCollision.class, collision -> {
            assertThat(collision.locations())
                    .anySatisfy(location -> assertThat(location).endsWith("/7_a.up.sql"))
                    .anySatisfy(location -> assertThat(location).endsWith("/007_b.up.sql"));
            assertThat(collision.remedy()).contains("8");
        });
    }

    @Test
    void oneVersionInTwoFoldersIsACollisionEvenWithOneName() {
        this.files.with("a/7_a.up.sql", "").with("b/7_a.up.sql", "");

        assertThat(problemsInFolder()).singleElement().isInstanceOf(VersionCollision.class);
    }

    @Test
    void twoDownFilesOfOneVersionAreACollision() {
        this.files.with("7_a.up.sql", "").with("a/7_a.down.sql", "").with("b/7_a.down.sql", "");

        assertThat(problemsInFolder())
                .singleElement()
                .isInstanceOfSatisfying(
                        VersionCollision.class,
                        collision -> assertThat(collision.direction()).isEqualTo("down"));
    }

    @Test
    void oneFileReachedThroughTwoLocationsCountsOnce() {
        this.files.with("sub/7_a.up.sql", "");

        assertThat(load(this.files.location(), this.files.location() + "/sub", this.files.location() + "/"))
                .hasSize(1);
    }

    @Test
    void downFileAloneIsIgnoredWithAWarning() {
        this.files.with("05_a.down.sql", "").with("6_b.up.sql", "");

        FoundMigrations found =
                ResourceMigrationSource.ofFolder(this.files.path()).search();

        assertThat(found.migrations()).extracting(Migration::label).containsExactly("6_b");
        assertThat(found.warnings()).singleElement().isInstanceOfSatisfying(StrayDownFile.class, problem -> {
            assertThat(problem.location()).endsWith("/05_a.down.sql");
            assertThat(problem.remedy()).contains("05_a.up.sql");
        });
    }

    @Test
    void downFileWithAnotherNameIsUsedWithAWarning() {
        this.files.with("5_a.up.sql", "").with("sub/5_b.down.sql", "");

        FoundMigrations found =
                ResourceMigrationSource.ofFolder(this.files.path()).search();

        assertThat(found.migrations()).singleElement().satisfies(migration -> {
            assertThat(migration.name()).isEqualTo("a");
            assertThat(migration.down()).asString().endsWith("/sub/5_b.down.sql");
        });
        assertThat(found.warnings())
                .singleElement()
                .satisfies(problem -> assertThat(problem.description()).contains("/5_a.up.sql", "/sub/5_b.down.sql"));
    }

    @Test
    void versionZeroIsAVersionHoweverItIsWritten() {
        this.files.with("0_initial.up.sql", "").with("000_other.up.sql", "").with("1_b.up.sql", "");

        assertThat(problemsInFolder())
                .singleElement()
                .isInstanceOfSatisfying(
                        VersionCollision.class,
                        collision -> assertThat(collision.version()).hasToString("0"));
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        this.files
                .with("abc.sql", "")
                .with("5_a.down.sql", "")
                .with("7_a.up.sql", "")
                .with("7_b.up.sql", "");

        assertThat(problems(this.files.location(), "file:/does/not/exist", "db/migration"))
                .hasSize(4);
    }

    @Test
    void missingLocationIsAnError() {
        assertThat(problems("file:" + this.root + "/nowhere", "classpath:no/such/folder", "classpath*:nor/this"))
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem).isInstanceOf(MissingLocation.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"db/migration", "jar:x", "classpath:", "classpath:db/*/x", "file:", "file:\0"})
    void locationThatNamesNoFolderIsAnError(String location) {
        assertThat(problems(location)).singleElement().isInstanceOf(MissingLocation.class);
    }

    @Test
    void nameComparesEqualFromAFileSystemThatDecomposesIt() {
        String decomposed = Normalizer.normalize("1_é", Normalizer.Form.NFD);
        this.files.with(decomposed + ".up.sql", "");

        assertThat(load(this.files.location()).toList().get(0).name()).isEqualTo("é");
    }

    @Test
    void findsMigrationsInEveryJarThatHasTheFolder() throws Exception {
        Path first = MigrationFolder.jar(this.root.resolve("a.jar"), true, "db/x/1_a.up.sql");
        Path second = MigrationFolder.jar(this.root.resolve("b.jar"), true, "db/x/sub/2_b.up.sql");

        for (String location : List.of("classpath:db/x", "classpath*:db/x", "classpath:/db/x/")) {
            assertThat(load(classLoader(first, second), location))
                    .extracting(migration -> migration.up().path())
                    .containsExactly("db/x/1_a.up.sql", "db/x/sub/2_b.up.sql");
        }
    }

    @Test
    void oneVersionInTwoJarsIsACollisionThatNamesBoth() throws Exception {
        Path first = MigrationFolder.jar(this.root.resolve("a.jar"), true, "db/x/1_a.up.sql");
        Path second = MigrationFolder.jar(this.root.resolve("b.jar"), true, "db/x/1_a.up.sql");

        InvalidMigrationException failure = catchThrowableOfType(
                InvalidMigrationException.class, () -> load(classLoader(first, second), "classpath:db/x"));

        assertThat(failure)
                .hasMessageContaining("a.jar!/db/x/1_a.up.sql")
                .hasMessageContaining("b.jar!/db/x/1_a.up.sql");
    }

    @Test
    void findsMigrationsInAJarWithoutEntriesForItsDirectories() throws Exception {
        Path jar = MigrationFolder.jar(
                this.root.resolve("a.jar"), false, "db/x/1_a.up.sql", "db/x/sub/2_b.up.sql", "other/db/x/3_c.up.sql");

        assertThat(load(classLoader(jar), "classpath:db/x"))
                .extracting(Migration::label)
                .containsExactly("1_a", "2_b");
    }

    @Test
    void readsNoContent() {
        this.files.with("1_malformed.up.sql", new byte[] {(byte) 0xFF});

        assertThat(load(this.files.location())).hasSize(1);
    }

    @Test
    void folderThatLooksLikeAMigrationIsAnErrorWhenRead() throws Exception {
        Files.createDirectory(this.files.path().resolve("1_a.up.sql"));

        assertThat(load(this.files.location()).toList().get(0))
                .satisfies(migration -> assertThatExceptionOfType(InvalidMigrationException.class)
                        .isThrownBy(() -> migration.up().checksum()));
    }

    @Test
    void loopOfLinksIsAnErrorAndHidesNothing() throws Exception {
        this.files.with("1_a.up.sql", "");
        Files.createSymbolicLink(this.files.path().resolve("loop"), this.files.path());

        assertThat(problemsInFolder())
                .singleElement()
                .satisfies(problem -> assertThat(problem.description()).contains("/loop"));
    }

    @Test
    void fileReachedThroughSeveralLinksCountsOnce() throws Exception {
        Path elsewhere = Files.createDirectory(this.root.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("1_a.up.sql"), "SELECT 1;");
        Files.createSymbolicLink(this.files.path().resolve("first"), elsewhere);
        Files.createSymbolicLink(this.files.path().resolve("longer"), elsewhere);
        Files.createSymbolicLink(this.files.path().resolve("1_a.up.sql"), Path.of("first/1_a.up.sql"));
        Files.createLink(this.root.resolve("hard"), file);
        Files.createDirectory(this.files.path().resolve("sub"));
        Files.createLink(this.files.path().resolve("sub/1_a.up.sql"), file);

        assertThat(load(this.files.location(), "file:" + elsewhere))
                .singleElement()
                .satisfies(migration -> assertThat(migration.up().location()).endsWith("/1_a.up.sql"));
    }

    @Test
    void linkUnderAnotherNameIsACollision() throws Exception {
        this.files.with("1_a.up.sql", "");
        Files.createSymbolicLink(this.files.path().resolve("1_b.up.sql"), Path.of("1_a.up.sql"));

        assertThat(problemsInFolder()).singleElement().isInstanceOf(VersionCollision.class);
    }

    /** As a ConfigMap or a Secret is mounted; during an update the old folder is still there. */
    @Test
    void kubernetesVolumeHasEachFileOnce() throws Exception {
        this.files
                .with("..2026_old/1_a.up.sql", "old")
                .with("..2026_new/1_a.up.sql", "new")
                .with("..2026_new/note.sql", "");
        Path folder = this.files.path();
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_new"));
        Files.createSymbolicLink(folder.resolve("1_a.up.sql"), Path.of("..data/1_a.up.sql"));

        Migration found = load(this.files.location()).toList().get(0);

        assertThat(found.up().path()).isEqualTo(folder + "/1_a.up.sql");
        try (InputStream content = found.up().content().open()) {
            assertThat(content).hasContent("new");
        }
    }

    @Test
    void pipeIsRefusedAndNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", this.files.path() + "/1_a.up.sql")
                        .start()
                        .waitFor())
                .isZero();

        Migration pipe = load(this.files.location()).toList().get(0);

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> pipe.up().checksum())
                .withMessageContaining("pipe, a socket or a device");
    }

    @Test
    void jarBelowAFolderWithAnExclamationMarkIsRead() throws Exception {
        Path folder = Files.createDirectory(this.root.resolve("x!"));
        Path with = MigrationFolder.jar(folder.resolve("a.jar"), true, "db/x/1_a.up.sql");
        Path without = MigrationFolder.jar(folder.resolve("b.jar"), false, "db/x/2_b.up.sql");

        VersionSet<Migration> found = load(classLoader(with, without), "classpath:db/x");

        assertThat(found).extracting(Migration::label).containsExactly("1_a", "2_b");
        for (Migration migration : found) {
            try (InputStream content = migration.up().content().open()) {
                assertThat(content).hasContent("SELECT 1;\n");
            }
        }
    }

    /** As the class loader finds it. */
    @Test
    void jarForSeveralReleasesHasTheFilesOfTheRunningOne() throws Exception {
        Path jar = this.root.resolve("a.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String entry : List.of(
                    "db/x/",
                    "db/x/1_a.up.sql",
                    "META-INF/versions/9/db/x/1_a.up.sql",
                    "META-INF/versions/11/db/x/2_b.up.sql",
                    "META-INF/versions/999/db/x/3_c.up.sql")) {
                entries.putNextEntry(new ZipEntry(entry));
                entries.write(entry.endsWith("/") ? new byte[0] : entry.getBytes(StandardCharsets.UTF_8));
            }
        }

        VersionSet<Migration> found = load(classLoader(jar), "classpath:db/x");

        assertThat(found).extracting(Migration::label).containsExactly("1_a", "2_b");
        try (InputStream content = found.toList().get(0).up().content().open()) {
            assertThat(content).hasContent("META-INF/versions/9/db/x/1_a.up.sql");
        }
    }

    @Test
    void linkThatLeadsNowhereAndIsNoSqlIsIgnored() throws Exception {
        this.files.with("1_a.up.sql", "");
        Files.createSymbolicLink(this.files.path().resolve("notes"), this.root.resolve("nowhere"));

        assertThat(load(this.files.location())).hasSize(1);
    }

    @Test
    void linkThatLeadsNowhereIsAnErrorWhenRead() throws Exception {
        Files.createSymbolicLink(this.files.path().resolve("1_a.up.sql"), this.root.resolve("nowhere"));

        assertThat(load(this.files.location()).toList().get(0))
                .satisfies(migration -> assertThatExceptionOfType(InvalidMigrationException.class)
                        .isThrownBy(() -> migration.up().checksum()));
    }

    @Test
    @Timeout(20)
    void namedPipeIsAnErrorWhenReadAndNotWaitedFor() throws Exception {
        Path pipe = this.files.path().resolve("1_a.up.sql");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);

        assertThat(load(this.files.location()).toList().get(0))
                .satisfies(migration -> assertThatExceptionOfType(InvalidMigrationException.class)
                        .isThrownBy(() -> migration.up().checksum())
                        .withMessageContaining("it is a named pipe, a socket or a device, not a file"));
    }

    @Test
    void locationThatIsAFileIsAnError() {
        this.files.with("1_a.up.sql", "");

        assertThat(problems(this.files.location() + "/1_a.up.sql"))
                .singleElement()
                .isInstanceOf(MissingLocation.class);
    }

    @Test
    void noLocationAtAllIsAnError() {
        assertThat(problems()).singleElement().isInstanceOf(MissingLocation.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p+q", "50% off", "50%25off", "q?m", "x[1]", "{a}", "tab\there", "ü ñ", "a#b", "it's"})
    void nameIsTheSameInAFolderAndInAJar(String name) throws Exception {
        String file = "1_" + name + ".up.sql";
        Path classes = Files.createDirectory(this.root.resolve("cl [1] 100% {x} +"));
        new MigrationFolder(Files.createDirectories(classes.resolve("db/x"))).with(file, "SELECT 1;\n");
        this.files.with(file, "SELECT 1;\n");
        Path jar = MigrationFolder.jar(this.root.resolve("a b%20c.jar"), true, "db/x/" + file);

        assertThat(List.of(
                        load(this.files.location()),
                        load(classLoader(classes), "classpath:db/x"),
                        load("file:" + classes + "/db/x"),
                        load(classLoader(jar), "classpath:db/x")))
                .allSatisfy(found -> {
                    assertThat(found).extracting(Migration::name).containsExactly(name);
                    assertThat(found.toList().get(0).up().checksum()).isEqualTo(Migrations.checksum("SELECT 1;\n"));
                });
    }

    @Test
    void jarWithoutEntriesForItsDirectoriesIsFoundBesideAFolder() throws Exception {
        Path classes = Files.createDirectory(this.root.resolve("classes"));
        new MigrationFolder(Files.createDirectories(classes.resolve("db/x"))).with("1_a.up.sql", "");
        Path jar = MigrationFolder.jar(this.root.resolve("a.jar"), false, "db/x/2_lib.up.sql");

        assertThat(load(classLoader(classes, jar), "classpath:db/x"))
                .extracting(Migration::label)
                .containsExactly("1_a", "2_lib");
    }

    @Test
    void tenThousandFilesAreFound() {
        for (int version = 1; version <= 10_000; version++) {
            this.files.with(version + "_x.up.sql", "");
        }

        assertThat(load(this.files.location())).hasSize(10_000);
    }

    private static ClassLoader classLoader(Path... jars) throws Exception {
        URL[] urls = new URL[jars.length];
        for (int index = 0; index < jars.length; index++) {
            urls[index] = jars[index].toUri().toURL();
        }
        return new URLClassLoader(urls, null);
    }

    @ParameterizedTest
    @CsvSource({
        "file:db/migration, db/migration",
        "file:///app/db/migration/, /app/db/migration",
        "file:/app/100%, /app/100%",
        "file:/app/my%20files, /app/my files",
        "file:///C:/app/db, C:/app/db"
    })
    void folderOfALocationIsThatOfASearch(String location, String folder) {
        assertThat(ResourceMigrationSource.folder(location)).isEqualTo(Path.of(folder));
    }
}
