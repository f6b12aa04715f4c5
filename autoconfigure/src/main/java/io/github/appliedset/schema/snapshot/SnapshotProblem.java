package io.github.appliedset.schema.snapshot;

/**
 * Something in a snapshot that cannot be read.
 *
 * @param file the file as shown to people
 * @param line the line in it, from 1; 0 if it is about the file as a whole
 * @param what the problem
 */
record SnapshotProblem(String file, int line, String what) {

    @Override
    public String toString() {
        return this.file + (this.line == 0 ? "" : ":" + this.line) + ": " + this.what;
    }
}
