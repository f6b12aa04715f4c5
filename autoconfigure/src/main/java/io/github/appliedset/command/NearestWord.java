package io.github.appliedset.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests a known word for an unknown one. */
final class NearestWord {

    private NearestWord() {}

    /** The word with the fewest letters to change, unless those are more than a third of the wrong word. */
    static Optional<String> to(String wrong, Collection<String> words) {
        return words.stream()
                .filter(word -> changes(wrong, word) <= Math.max(1, wrong.length() / 3))
                .min(Comparator.comparingInt(word -> changes(wrong, word)));
    }

    /** Number of letters to insert, remove or replace. */
    private static int changes(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            before[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] now = new int[to.length() + 1];
            now[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = before[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                now[column] = Math.min(replaced, 1 + Math.min(before[column], now[column - 1]));
            }
            before = now;
        }
        return before[to.length()];
    }
}
