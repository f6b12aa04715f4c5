package io.github.appliedset.text;

/** Numbers with their nouns. */
public final class Count {

    private Count() {}

    /**
     * The number and its noun: {@code 1 file}, {@code 2 files}.
     *
     * @param one the noun in the singular; its plural ends in s
     */
    public static String of(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
