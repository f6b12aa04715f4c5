package io.github.appliedset.support.session;

/** Looks whether what a server has said ends with a ReadyForQuery, and with which state of the transaction. */
final class ReadyForQuery {

    private static final byte[] BEGIN = {'Z', 0, 0, 0, 5};

    private final byte[] last = new byte[BEGIN.length + 1];

    void read(byte[] said, int offset, int length) {
        int taken = Math.min(length, this.last.length);
        System.arraycopy(this.last, taken, this.last, 0, this.last.length - taken);
        System.arraycopy(said, offset + length - taken, this.last, this.last.length - taken, taken);
    }

    boolean isLast() {
        for (int index = 0; index < BEGIN.length; index++) {
            if (this.last[index] != BEGIN[index]) {
                return false;
            }
        }
        return true;
    }

    boolean isInTransaction() {
        return this.last[BEGIN.length] != 'I';
    }
}
