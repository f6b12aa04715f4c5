package io.github.appliedset.support.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is said while a session starts: the request, the server's question for a password and the answer to it if there is one,
 * and the rest up to the first ReadyForQuery. The question has a salt, and to the same question there is one right answer.
 */
final class Greeting {

    private static final int MD5 = 5;
    private static final int CLEAR = 3;
    private static final int NOTHING_ASKED = 0;

    private final byte[] request;
    private final ByteArrayOutputStream question = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private boolean repeatable = true;

    Greeting(byte[] request) {
        this.request = request;
    }

    byte[] request() {
        return this.request;
    }

    byte[] question() {
        return this.question.toByteArray();
    }

    byte[] rest() {
        return this.rest.toByteArray();
    }

    boolean asksForPassword() {
        return this.answer.size() > 0;
    }

    boolean isRightAnswer(byte[] said) {
        return Arrays.equals(said, this.answer.toByteArray());
    }

    void server(byte[] said, int offset, int length) {
        (asksForPassword() ? this.rest : this.question).write(said, offset, length);
    }

    void client(byte[] said, int offset, int length) {
        this.repeatable &= !asksForPassword();
        this.answer.write(said, offset, length);
    }

    boolean isComplete() {
        ReadyForQuery ready = new ReadyForQuery();
        byte[] last = (asksForPassword() ? this.rest : this.question).toByteArray();
        ready.read(last, 0, last.length);
        return ready.isLast();
    }

    /** Whether the same can be said again to somebody else: not where each start has secrets of its own. */
    boolean isRepeatable() {
        ByteBuffer first = ByteBuffer.wrap(this.question.toByteArray());
        if (!this.repeatable || first.remaining() < 9 || first.get() != 'R') {
            return false;
        }
        int length = first.getInt();
        int kind = first.getInt();
        return asksForPassword()
                ? (kind == MD5 || kind == CLEAR) && this.question.size() == 1 + length
                : kind == NOTHING_ASKED;
    }

    /** The value of a parameter of the request. */
    String parameter(String name) {
        String[] parts = new String(this.request, 8, this.request.length - 8, StandardCharsets.UTF_8).split("\0");
        for (int index = 0; index + 1 < parts.length; index += 2) {
            if (parts[index].equals(name)) {
                return parts[index + 1];
            }
        }
        return "";
    }
}
