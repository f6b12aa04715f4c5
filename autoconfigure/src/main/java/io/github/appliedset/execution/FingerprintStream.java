package io.github.appliedset.execution;

import io.github.appliedset.migration.Checksum;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Computes the checksum of the bytes read through it, so that the recorded content is the content that ran. */
final class FingerprintStream extends FilterInputStream {

    private final Checksum.Calculator calculator = new Checksum.Calculator();

    FingerprintStream(InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) {
            this.calculator.update(target, offset, read);
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    Checksum checksum() {
        return this.calculator.checksum();
    }
}
