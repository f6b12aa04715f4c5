package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fingerprint of a migration file: SHA-256 over its bytes without a byte order mark and with CRLF turned into LF, in
 * lower-case hexadecimal. For a plain LF file this is what {@code sha256sum} prints.
 *
 * @param hex the digest as text; a row written by hand may hold anything here
 */
public record Checksum(String hex) {

    /** Reads the stream to its end; does not close it. */
    public static Checksum of(InputStream content) throws IOException {
        return new Reader().read(content);
    }

    /** Computes the checksums of several files, one after the other, with one buffer. */
    static final class Reader {

        private final byte[] buffer = new byte[16 * 1024];
        private final Calculator calculator = new Calculator();

        Checksum read(InputStream content) throws IOException {
            for (int length = content.read(this.buffer); length >= 0; length = content.read(this.buffer)) {
                this.calculator.update(this.buffer, 0, length);
            }
            return this.calculator.checksum();
        }
    }

    @Override
    public String toString() {
        return Visible.line(this.hex);
    }

    /** Incremental checksum, so that a file can be run and fingerprinted in one pass. */
    @Internal
    public static final class Calculator {

        private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

        private final MessageDigest digest;
        private int markBytesSeen;
        private boolean atStart = true;
        private boolean carriageReturnHeld;

        public Calculator() {
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java platform has SHA-256", impossible);
            }
        }

        public void update(byte[] bytes, int offset, int length) {
            int end = offset + length;
            int from = this.atStart ? skipByteOrderMark(bytes, offset, end) : offset;
            int position = from;
            while (position < end) {
                if (this.carriageReturnHeld) {
                    if (bytes[position] != '\n') {
                        this.digest.update((byte) '\r');
                    }
                    this.carriageReturnHeld = false;
                }
                if (bytes[position] == '\r') {
                    this.digest.update(bytes, from, position - from);
                    this.carriageReturnHeld = true;
                    from = position + 1;
                }
                position++;
            }
            if (from < end) {
                this.digest.update(bytes, from, end - from);
            }
        }

        private int skipByteOrderMark(byte[] bytes, int offset, int end) {
            int position = offset;
            while (position < end && this.markBytesSeen < 3 && bytes[position] == BYTE_ORDER_MARK[this.markBytesSeen]) {
                this.markBytesSeen++;
                position++;
            }
            if (this.markBytesSeen == 3) {
                this.atStart = false;
            } else if (position < end) {
                this.digest.update(BYTE_ORDER_MARK, 0, this.markBytesSeen);
                this.atStart = false;
            }
            return position;
        }

        /** Finishes the calculation and resets it for the next one. */
        public Checksum checksum() {
            if (this.atStart) {
                this.digest.update(BYTE_ORDER_MARK, 0, this.markBytesSeen);
            }
            if (this.carriageReturnHeld) {
                this.digest.update((byte) '\r');
            }
            this.markBytesSeen = 0;
            this.atStart = true;
            this.carriageReturnHeld = false;
            return new Checksum(HexFormat.of().formatHex(this.digest.digest()));
        }
    }
}
