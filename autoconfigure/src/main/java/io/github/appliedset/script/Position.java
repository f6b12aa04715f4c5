package io.github.appliedset.script;

/**
 * A place in a text file.
 *
 * @param line from 1
 * @param column from 1, counted in code points as PostgreSQL counts characters
 */
public record Position(int line, int column) {

    static final Position START = new Position(1, 1);

    Position after(int codePoint) {
        return codePoint == '\n' ? new Position(this.line + 1, 1) : new Position(this.line, this.column + 1);
    }

    @Override
    public String toString() {
        return "line " + this.line + ", column " + this.column;
    }
}
