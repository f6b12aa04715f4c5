package io.github.appliedset.script;

import java.io.IOException;
import java.io.Reader;

/** Characters of a script, one at a time, with look-ahead and the position of the next one. */
final class CharSource {

    static final int END = -1;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Reader reader;
    private final char[] buffer = new char[2 * 1024];
    private int next;
    private int limit;
    private int line = 1;
    private int column = 1;

    CharSource(Reader reader) throws IOException {
        this.reader = reader;
        if (peek() == BYTE_ORDER_MARK) {
            this.next++;
        }
    }

    /** Returns the next character, or {@link #END}, without consuming it. */
    int peek() throws IOException {
        return this.next < this.limit || fill() ? this.buffer[this.next] : END;
    }

    /** The character after the next one, or {@link #END}. */
    int peekSecond() throws IOException {
        return this.next + 1 < this.limit || fill() && this.next + 1 < this.limit ? this.buffer[this.next + 1] : END;
    }

    /** Consumes and returns the next character, or {@link #END}. */
    int take() throws IOException {
        int taken = peek();
        if (taken == END) {
            return END;
        }
        this.next++;
        if (taken == '\n') {
            this.line++;
            this.column = 1;
        } else if (!Character.isLowSurrogate((char) taken)) {
            this.column++;
        }
        return taken;
    }

    /** Appends the rest of the line, up to its end or a NUL character, to the text. */
    void takeLine(StringBuilder text) throws IOException {
        do {
            int from = this.next;
            while (this.next < this.limit && !endsLine(this.buffer[this.next])) {
                this.column += Character.isLowSurrogate(this.buffer[this.next]) ? 0 : 1;
                this.next++;
            }
            text.append(this.buffer, from, this.next - from);
        } while (this.next == this.limit && fill());
    }

    private static boolean endsLine(char character) {
        return character == '\n' || character == '\r' || character == 0;
    }

    Position position() {
        return new Position(this.line, this.column);
    }

    /** Moves unread characters to the front and reads more; returns whether any came. */
    private boolean fill() throws IOException {
        int left = this.limit - this.next;
        System.arraycopy(this.buffer, this.next, this.buffer, 0, left);
        this.next = 0;
        this.limit = left;
        int read = this.reader.read(this.buffer, left, this.buffer.length - left);
        this.limit += Math.max(read, 0);
        return read > 0;
    }
}
