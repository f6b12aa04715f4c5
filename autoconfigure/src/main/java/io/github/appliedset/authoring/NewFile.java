package io.github.appliedset.authoring;

import java.nio.file.Path;

/**
 * A file to write.
 *
 * @param path its path; its folder need not exist
 * @param text its content
 */
public record NewFile(Path path, String text) {}
