package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the sources of migrations are found. */
class SourceFoldersTests {

    private static final Path EXPECTED = Path.of("src/main/resources/db/migration");

    @TempDir
    private Path root;

    private Path module(String name) throws IOException {
        return Files.createDirectories(this.root.resolve(name).resolve(EXPECTED));
    }

    private List<Path> found() {
        return SourceFolders.of(List.of(EXPECTED), this.root);
    }

    @Test
    void prefersTheCurrentFolderToModules() throws IOException {
        module("app");
        Path here = module("");

        assertThat(found()).containsExactly(here);
    }

    @Test
    void inTheOneModuleThatHasThem() throws IOException {
        module("target/copy");
        module(".git/copy");
        Path module = module("services/app");

        assertThat(found()).containsExactly(module);
    }

    @Test
    void severalModulesAreListed() throws IOException {
        Path one = module("one");
        Path two = module("two");

        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(this::found)
                .withMessageContainingAll(one.toString(), two.toString(), "--applied-set.folder=");
    }

    @Test
    void modulesAreFoundHoweverDeepTheirFolderIs() throws IOException {
        Path shop = module("shop");
        Path audit = module("a/b/c/d/e/f/g/audit");

        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(this::found)
                .withMessageContainingAll(shop.toString(), audit.toString());
    }

    @Test
    void missingFolderIsExpectedHere() {
        assertThat(found()).containsExactly(this.root.resolve(EXPECTED));
    }
}
