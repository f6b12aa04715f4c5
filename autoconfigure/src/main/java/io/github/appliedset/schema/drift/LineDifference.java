package io.github.appliedset.schema.drift;

/**
 * The first line in which two texts differ.
 *
 * @param number its number, from 1
 * @param expected how it should read
 * @param found how it reads
 */
record LineDifference(int number, String expected, String found) {

    private static final String END = "the end of the text";

    static LineDifference between(String expected, String found) {
        String[] was = expected.split("\n", -1);
        String[] is = found.split("\n", -1);
        int line = 0;
        while (line < was.length && line < is.length && was[line].equals(is[line])) {
            line++;
        }
        return new LineDifference(line + 1, line(was, line), line(is, line));
    }

    private static String line(String[] lines, int number) {
        return number < lines.length ? lines[number].strip() : END;
    }
}
