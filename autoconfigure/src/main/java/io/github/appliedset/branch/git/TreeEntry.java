package io.github.appliedset.branch.git;

/**
 * A file, a link or a submodule in a tree of git.
 *
 * @param path from the root, with slashes
 * @param blob the name of its content
 */
record TreeEntry(String mode, String blob, String path) {

    private static final String LINK = "120000";
    private static final String SUBMODULE = "160000";

    /** As in: MODE TYPE BLOB, a tab, PATH. */
    static TreeEntry of(String line) {
        String[] head = line.substring(0, line.indexOf('\t')).split(" ");
        return new TreeEntry(head[0], head[2], line.substring(line.indexOf('\t') + 1));
    }

    /** As in: MODE BLOB STAGE, a tab, PATH. */
    static TreeEntry ofIndex(String line) {
        String[] head = line.substring(0, line.indexOf('\t')).split(" ");
        return new TreeEntry(head[0], head[1], line.substring(line.indexOf('\t') + 1));
    }

    /** Whether nothing is known about its content, or what is below it. */
    boolean isForeign() {
        return this.mode.equals(LINK) || this.mode.equals(SUBMODULE);
    }

    boolean isBelow(String folder) {
        return folder.isEmpty() || this.path.startsWith(folder + "/");
    }

    /** The same in another folder. */
    TreeEntry moved(String from, String to) {
        return new TreeEntry(this.mode, this.blob, to + this.path.substring(from.length()));
    }
}
