package io.github.appliedset.adoption.files;

/**
 * A file of ours that another tool's file becomes.
 *
 * @param path below the target folder, with slashes
 * @param original the file it is made of, below the folder that is imported, with slashes
 * @param text what it holds
 * @param there whether it is there already, with this very text
 */
public record ImportedFile(String path, String original, String text, boolean there) {}
