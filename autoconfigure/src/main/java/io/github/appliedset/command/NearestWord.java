package io.github.appliedset.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests a known word for an unknown one. */
final class NearestWord {

    private NearestWord() {}

    /**
     * The word with the fewest letters to change, unless those are more than a third of the wrong word. Upper and lower case,
     * and what joins words, do not count.
     */
    static Optional<String> to(String wrong, Collection<String> words) {
        String plain = plain(wrong.strip());
        return words.stream()
                .filter(word -> isNear(plain, plain(word)))
                .min(Comparator.comparingInt(word -> changes(plain, plain(word))));
    }

    /** A name in lower case and without what joins its words. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    private static boolean isNear(String wrong, String word) {
        int changes = changes(wrong, word);
        return changes <= Math.max(1, wrong.length() / 3) && changes < Math.max(wrong.length(), word.length());
    }

    /** Number of letters to insert, remove or replace, or of neighbours to swap. */
    static int changes(String from, String to) {
        int[][] changes = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            for (int column = 0; column <= to.length(); column++) {
                changes[row][column] = row == 0 || column == 0
                        ? row + column
                        : Math.min(
                                changes[row - 1][column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1),
                                1 + Math.min(changes[row - 1][column], changes[row][column - 1]));
                if (isSwapped(from, row, to, column)) {
                    changes[row][column] = Math.min(changes[row][column], 1 + changes[row - 2][column - 2]);
                }
            }
        }
        return changes[from.length()][to.length()];
    }

    private static boolean isSwapped(String from, int row, String to, int column) {
        return row > 1
                && column > 1
                && from.charAt(row - 1) == to.charAt(column - 2)
                && from.charAt(row - 2) == to.charAt(column - 1);
    }
}
