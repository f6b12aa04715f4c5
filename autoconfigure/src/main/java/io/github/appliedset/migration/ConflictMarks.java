package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Looks for an unsettled conflict in the bytes that are read through it: lines that begin with the three marks of git, in
 * their order.
 */
@Internal
public final class ConflictMarks extends FilterInputStream {

    private static final List<byte[]> MARKS = List.of(mark("<<<<<<< "), mark("======="), mark(">>>>>>> "));

    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private static final int NOT_IN_THIS_LINE = -1;

    private int atStart;
    private int seen;
    private int matched;
    private int line = 1;
    private int firstLine;

    public ConflictMarks(InputStream content) {
        super(content);
    }

    private static byte[] mark(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        for (int position = offset; position < offset + read && this.seen < MARKS.size(); position++) {
            look(target[position]);
        }
        return read;
    }

    private void look(byte next) {
        if (isInByteOrderMark(next)) {
            return;
        }
        if (next == '\n') {
            this.matched = 0;
            this.line++;
        } else if (this.matched != NOT_IN_THIS_LINE) {
            byte[] mark = MARKS.get(this.seen);
            this.matched = next == mark[this.matched] ? this.matched + 1 : NOT_IN_THIS_LINE;
            if (this.matched == mark.length) {
                this.matched = NOT_IN_THIS_LINE;
                this.firstLine = this.seen == 0 ? this.line : this.firstLine;
                this.seen++;
            }
        }
    }

    private boolean isInByteOrderMark(byte next) {
        if (this.atStart < BYTE_ORDER_MARK.length && next == BYTE_ORDER_MARK[this.atStart]) {
            this.atStart++;
            return true;
        }
        this.atStart = BYTE_ORDER_MARK.length;
        return false;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /**
     * To be called at the end of the content.
     *
     * @param location of the file
     * @throws InvalidMigrationException if there is a conflict in it
     */
    public void requireNone(String location) {
        if (this.seen == MARKS.size()) {
            throw new InvalidMigrationException(InvalidFile.at(
                    location,
                    this.firstLine,
                    1,
                    "begins a conflict of git that has not been settled",
                    "Keep what the file should say, and remove the lines with <<<<<<<, ======= and >>>>>>>.",
                    "conflict-marks"));
        }
    }
}
