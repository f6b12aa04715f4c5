package io.github.appliedset.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTests {

    private static final Checkout HERE = new Checkout(Path.of("/work/here"), "main");

    @Test
    void anotherFolderIsOtherWhateverItsBranchIsCalled(@TempDir Path other) {
        for (String branch : new String[] {"main", "fix(x)"}) {
            assertThat(HERE.isOther(new Checkout(other, branch).toString()))
                    .as(branch)
                    .isTrue();
            assertThat(HERE.isOther(new Checkout(HERE.folder(), branch).toString()))
                    .as(branch)
                    .isFalse();
        }
        assertThat(HERE.isOther(other.toString())).isTrue();
    }

    @Test
    void folderThatIsGoneIsNotOther(@TempDir Path other) {
        assertThat(HERE.isOther(other.resolve("gone") + " (branch main)")).isFalse();
    }

    /** As a path that the encoding of this process cannot name. */
    @Test
    void textThatIsNoPathIsNotOther() {
        assertThat(HERE.isOther("/home/j\0rgen (branch main)")).isFalse();
    }
}
