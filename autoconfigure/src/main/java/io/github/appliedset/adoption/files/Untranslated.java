package io.github.appliedset.adoption.files;

/**
 * Something in another tool's file that has no counterpart here.
 *
 * @param file that file, below the folder that is imported, with slashes
 * @param line where in it, from 1; 0 for the whole file
 * @param what what it is
 * @param advice what to do about it
 * @param stops whether the written file does not run before somebody has edited it
 */
public record Untranslated(String file, int line, String what, String advice, boolean stops) {

    @Override
    public String toString() {
        return this.file + (this.line == 0 ? "" : ", line " + this.line) + ": " + this.what + ". " + this.advice;
    }
}
