package io.github.appliedset.adoption.files;

import java.util.List;
import java.util.Map;

/**
 * A file of another tool.
 *
 * @param path path below the imported folder, with slashes
 * @param text content without a byte order mark
 * @param configuration settings from the file of the same name ending in {@code .conf}, by key
 */
record SourceFile(String path, String text, Map<String, String> configuration) {

    String folder() {
        return this.path.substring(0, this.path.lastIndexOf('/') + 1);
    }

    String name() {
        return this.path.substring(this.path.lastIndexOf('/') + 1);
    }

    /** The first line, without its line end. */
    String firstLine() {
        return this.text.lines().findFirst().orElse("");
    }

    /** The lines, each with its line end. */
    List<String> lines() {
        return List.of(this.text.split("(?<=\n)"));
    }
}
