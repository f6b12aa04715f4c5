package io.github.appliedset.branch;

import java.util.ArrayList;
import java.util.List;

/** How much of two texts is the same. */
final class Similarity {

    /** From here on, one may have been made of the other. */
    static final double ALIKE = 0.5;

    private Similarity() {}

    /** The share of words, in any order, that both have: 0 to 1. */
    static double of(BranchFile one, BranchFile other) {
        List<String> left = words(one);
        List<String> right = words(other);
        int all = left.size() + right.size();
        int common = 0;
        for (String word : left) {
            common += right.remove(word) ? 1 : 0;
        }
        return all == 0 ? 1 : 2.0 * common / all;
    }

    private static List<String> words(BranchFile file) {
        return new ArrayList<>(List.of(file.text().strip().split("\\s+")));
    }
}
