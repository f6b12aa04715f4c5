package io.github.appliedset.adoption.files;

/**
 * An imported file.
 *
 * @param path below the target folder, with slashes
 * @param original the original, below the imported folder, with slashes
 * @param text its content
 * @param there whether it already exists, and so stays as it is
 */
public record ImportedFile(String path, String original, String text, boolean there) {}
