package io.github.appliedset.adoption.files;

/**
 * A part of another tool's file that has no counterpart here.
 *
 * @param file path of the file below the imported folder, with slashes
 * @param line line in the file, from 1; 0 for the whole file
 * @param what the part
 * @param advice what to do about it
 * @param stops whether the imported file does not run until it is edited
 */
public record Untranslated(String file, int line, String what, String advice, boolean stops) {

    @Override
    public String toString() {
        return this.file + (this.line == 0 ? "" : ", line " + this.line) + ": " + this.what + ". " + this.advice;
    }
}
