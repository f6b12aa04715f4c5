package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a work tree beside those that another module ships: {@code classpath:slices} has no source folder here. */
@PostgresTest
class CheckedOutFilesTests {

    private TestDatabase database;
    private MigrationFolder files;
    private Path folder;

    @BeforeEach
    void prepare(@TempDir Path root, TestDatabase database) throws Exception {
        this.database = database;
        this.folder = Files.createDirectories(root.resolve("db/checkout"));
        this.files = new MigrationFolder(this.folder)
                .with("2_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_a.down.sql", "DROP TABLE public.a;");
        run(this.files.location() + ",classpath:slices", "command=migrate");
        assertThat(this.database.applied()).containsExactly("1_create_book", "2_a");
    }

    private Run run(String locations, String... options) {
        Map<String, Object> properties = new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.development", "true",
                "applied-set.locations", locations));
        return CommandLine.run(
                properties,
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    private void assertOnlyTheCheckoutIsFollowed(Run aligned) {
        assertThat(aligned.exitCode()).as(aligned.out() + aligned.err()).isZero();
        assertThat(this.database.applied()).containsExactly("1_create_book", "3_b");
    }

    @Test
    void aLocationOfAnotherModuleStays() {
        this.files.without("2_a.up.sql").without("2_a.down.sql").with("3_b.up.sql", "SELECT 1;");

        assertOnlyTheCheckoutIsFollowed(run(this.files.location() + ",classpath:slices", "command=align", "yes=true"));
    }

    @Test
    void aFolderStandsForTheLocationItEndsWith() {
        this.files.without("2_a.up.sql").without("2_a.down.sql").with("3_b.up.sql", "SELECT 1;");

        assertOnlyTheCheckoutIsFollowed(
                run("classpath:db/checkout,classpath:slices", "command=align", "folder=" + this.folder, "yes=true"));
    }

    @Test
    void withoutAnySourceFolderItIsRefused() {
        Run refused = run("classpath:slices", "command=align", "yes=true");

        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err().replaceAll("\\s+", " "))
                .contains("There is no folder")
                .contains("name one: --applied-set.folder=");
        assertThat(this.database.applied()).containsExactly("1_create_book", "2_a");
    }
}
