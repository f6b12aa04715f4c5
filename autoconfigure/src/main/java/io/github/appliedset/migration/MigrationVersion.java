package io.github.appliedset.migration;

/**
 * Identity of a migration: a whole number from 0 to 2^63-1, a counter or a timestamp.
 *
 * @param value the number, at least 0
 */
public record MigrationVersion(long value) implements Comparable<MigrationVersion> {

    public MigrationVersion {
        if (value < 0) {
            throw new IllegalArgumentException("a version is a whole number from 0 to " + Long.MAX_VALUE);
        }
    }

    public static MigrationVersion of(long value) {
        return new MigrationVersion(value);
    }

    /**
     * Reads a version from ASCII digits; leading zeros are ignored.
     *
     * @throws IllegalArgumentException if the text contains anything but digits, or is out of range
     */
    public static MigrationVersion parse(String digits) {
        if (!isDecimal(digits)) {
            throw new IllegalArgumentException("a version consists of decimal digits only");
        }
        try {
            return of(Long.parseLong(digits));
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException("a version is at most " + Long.MAX_VALUE, tooLarge);
        }
    }

    private static boolean isDecimal(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return !digits.isEmpty();
    }

    @Override
    public int compareTo(MigrationVersion other) {
        return Long.compare(this.value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(this.value);
    }
}
