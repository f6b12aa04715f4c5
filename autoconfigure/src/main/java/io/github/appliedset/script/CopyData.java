package io.github.appliedset.script;

import java.io.IOException;
import java.io.Reader;
import java.util.Set;

/** The inline data of a {@code COPY ... FROM STDIN}: whole lines up to a line that is only {@code \.}. */
final class CopyData extends Reader {

    private static final Set<String> END_MARKS = Set.of("\\.", "\\.\n", "\\.\r", "\\.\r\n");
    private static final int LONGEST_END_MARK = 4;

    private final CharSource in;
    private final Position copy;
    private final StringBuilder line = new StringBuilder();
    private int next;
    private boolean ended;

    CopyData(CharSource in, Position copy) {
        this.in = in;
        this.copy = copy;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (this.next == this.line.length() && !readLine()) {
            return -1;
        }
        int count = Math.min(length, this.line.length() - this.next);
        // A caller that encodes each chunk by itself must not get half a character.
        if (count > 1
                && count < this.line.length() - this.next
                && Character.isHighSurrogate(this.line.charAt(this.next + count - 1))) {
            count--;
        }
        this.line.getChars(this.next, this.next + count, target, offset);
        this.next += count;
        return count;
    }

    private boolean readLine() throws IOException {
        this.line.setLength(0);
        this.next = 0;
        if (this.ended) {
            return false;
        }
        int taken;
        do {
            taken = this.in.take();
            if (taken == CharSource.END) {
                this.ended = true;
                throw new UnendedCopyDataException(new ScriptProblem(
                        this.copy,
                        "unterminated COPY data",
                        "End the data with a line that contains only \\.",
                        "copy-data"));
            }
            this.line.append((char) taken);
        } while (taken != '\n' && !(isEndMark() && this.in.peek() == CharSource.END));
        this.ended = isEndMark();
        if (this.ended) {
            this.line.setLength(0);
        }
        return !this.ended;
    }

    /** With spaces after the mark, the line is data: a value in CSV, otherwise something that PostgreSQL refuses. */
    private boolean isEndMark() {
        return this.line.length() <= LONGEST_END_MARK && END_MARKS.contains(this.line.toString());
    }

    @Override
    public void close() {
        // The script's own reader stays open.
    }

    /** Carries the problem through the signatures of {@link Reader}. */
    static final class UnendedCopyDataException extends IOException {

        private final transient ScriptProblem problem;

        UnendedCopyDataException(ScriptProblem problem) {
            super(problem.position() + ": " + problem.reason());
            this.problem = problem;
        }

        ScriptProblem problem() {
            return this.problem;
        }
    }
}
