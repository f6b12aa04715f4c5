package io.github.appliedset.schema.change;

import io.github.appliedset.schema.ObjectId;
import java.util.ArrayList;
import java.util.List;

/** Statistics targets of the expressions of an index, each as {@code COLUMN 1 STATISTICS 500}; the default is left out. */
final class StatisticsTargets {

    private static final String TARGET = " STATISTICS ";

    private StatisticsTargets() {}

    static boolean isTarget(String option) {
        return option.startsWith("COLUMN ") && option.contains(TARGET);
    }

    /** Sets every target there is afterwards, and resets those that are gone. */
    static List<String> change(ObjectId index, List<String> before, List<String> after) {
        String alter = "ALTER INDEX " + SqlName.of(index) + " ALTER ";
        List<String> statements = new ArrayList<>();
        List<String> kept = after.stream()
                .filter(StatisticsTargets::isTarget)
                .map(StatisticsTargets::column)
                .toList();
        before.stream()
                .filter(StatisticsTargets::isTarget)
                .map(StatisticsTargets::column)
                .filter(column -> !kept.contains(column))
                .forEach(column -> statements.add(alter + column + " SET STATISTICS -1"));
        after.stream()
                .filter(StatisticsTargets::isTarget)
                .forEach(target -> statements.add(alter + target.replaceFirst(TARGET, " SET STATISTICS ")));
        return statements;
    }

    private static String column(String target) {
        return target.substring(0, target.indexOf(TARGET));
    }
}
