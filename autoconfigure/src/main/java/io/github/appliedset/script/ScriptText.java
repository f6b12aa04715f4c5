package io.github.appliedset.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 decoding of script files. */
public final class ScriptText {

    private ScriptText() {}

    /** A reader that throws {@link java.nio.charset.CharacterCodingException} at the first malformed byte. */
    public static Reader reader(InputStream bytes) {
        return new InputStreamReader(bytes, strictDecoder());
    }

    /**
     * Finds the first malformed byte; call it after {@link #reader} has failed, with the same content.
     *
     * @return the problem to report
     */
    public static ScriptProblem malformed(InputStream bytes) throws IOException {
        CharsetDecoder decoder = strictDecoder();
        ByteBuffer in = ByteBuffer.allocate(8 * 1024);
        CharBuffer out = CharBuffer.allocate(8 * 1024);
        Position position = Position.START;
        boolean ended = false;
        while (true) {
            int read = bytes.read(in.array(), in.position(), in.remaining());
            ended = read < 0;
            in.position(in.position() + Math.max(read, 0)).flip();
            boolean malformed = decoder.decode(in, out, ended).isError();
            position = advance(position, out.flip());
            if (malformed || ended) {
                return new ScriptProblem(
                        position,
                        "is not UTF-8" + (in.hasRemaining() ? String.format(": byte 0x%02X", in.get()) : ""),
                        "Save the file as UTF-8.",
                        "malformed-utf8");
            }
            out.clear();
            in.compact();
        }
    }

    private static Position advance(Position from, CharSequence decoded) {
        return decoded.codePoints()
                .boxed()
                .reduce(from, (position, codePoint) -> position.after(codePoint), (first, second) -> second);
    }

    private static CharsetDecoder strictDecoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }
}
