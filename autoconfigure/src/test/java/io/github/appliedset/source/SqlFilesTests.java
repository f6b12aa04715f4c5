package io.github.appliedset.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.support.MigrationFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;

/** Files of any name: each once, however it is reached. */
class SqlFilesTests {

    private static List<String> below(Path... folders) {
        return SqlFiles.below(
                        new DefaultResourceLoader(),
                        List.of(folders).stream()
                                .map(folder -> "file:" + folder)
                                .toList())
                .stream()
                .map(MigrationFile::path)
                .toList();
    }

    @Test
    void linksOfOneNameToAFileAreThatFile(@TempDir Path root) throws Exception {
        Path book = new MigrationFolder(root).with("base/book.sql", "").path().resolve("base/book.sql");
        Path module = Files.createDirectory(root.resolve("module"));
        Files.createSymbolicLink(module.resolve("book.sql"), book);
        Files.createLink(Files.createDirectory(root.resolve("hard")).resolve("book.sql"), book);

        assertThat(below(module, root.resolve("base"))).containsExactly(book.toString());
        assertThat(below(root)).hasSize(1);
    }

    @Test
    void filesOfOneNameAndContentAreTwo(@TempDir Path root) {
        new MigrationFolder(root).with("a/book.sql", "").with("b/book.sql", "");

        assertThat(below(root)).hasSize(2);
    }

    @Test
    void linkOfADifferentNameIsAFileOfItsOwn(@TempDir Path root) throws Exception {
        new MigrationFolder(root).with("book.sql", "");
        Files.createSymbolicLink(root.resolve("copy.sql"), root.resolve("book.sql"));

        assertThat(below(root)).hasSize(2);
    }

    /** What a file system puts at its root, and lets nobody read; here a loop stands for that. */
    @Test
    void rootOfAVolumeHasAFolderThatIsNotRead(@TempDir Path root) throws Exception {
        new MigrationFolder(root)
                .with("book.sql", "")
                .with("lost+found/1_a.sql", "")
                .with("sub/lost+found/2_b.sql", "");
        Files.createSymbolicLink(root.resolve("lost+found/loop"), root);

        assertThat(below(root)).containsExactly(root + "/book.sql", root + "/sub/lost+found/2_b.sql");
    }
}
