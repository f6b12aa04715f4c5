package io.github.appliedset.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work tree of git that a process runs in, found without git.
 *
 * @param folder its root
 * @param branch the branch; null if none is checked out
 */
public record Checkout(Path folder, @Nullable String branch) {

    private static final String REF = "ref: refs/heads/";
    private static final String BRANCH = " (branch ";
    private static final String GITDIR = "gitdir: ";

    /** That of the working directory; empty if it is not in one. */
    public static Optional<Checkout> current() {
        return around(Path.of("").toAbsolutePath());
    }

    static Optional<Checkout> around(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path git = folder.resolve(".git");
            if (Files.exists(git)) {
                return Optional.of(new Checkout(folder, branch(git)));
            }
        }
        return Optional.empty();
    }

    /** In a linked work tree, {@code .git} is a file that names the folder. */
    private static @Nullable String branch(Path git) {
        try {
            Path folder = git;
            if (Files.isRegularFile(git)) {
                String text = Files.readString(git).strip();
                folder = git.resolveSibling(text.startsWith(GITDIR) ? text.substring(GITDIR.length()) : "");
            }
            String head = Files.readString(folder.resolve("HEAD")).strip();
            return head.startsWith(REF) ? head.substring(REF.length()) : null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** Whether a text names a different work tree that is still there. */
    public boolean isOther(String origin) {
        int branch = origin.endsWith(")") ? origin.lastIndexOf(BRANCH) : -1;
        try {
            Path other = Path.of(branch < 0 ? origin : origin.substring(0, branch));
            return !other.equals(this.folder) && Files.isDirectory(other);
        } catch (InvalidPathException notHere) {
            // The encoding of this process cannot name it, or it is a path of another system.
            return false;
        }
    }

    /** As it is stored and shown. */
    @Override
    public String toString() {
        return this.folder + (this.branch == null ? "" : BRANCH + this.branch + ")");
    }
}
