package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Writes tables of what was measured between two marks of a page, and leaves the rest of it as it is. */
final class ResultsPage {

    private static final String BEGIN = "<!-- tables: written by the benchmarks -->";
    private static final String END = "<!-- end of the tables -->";

    /** Of the profiles. */
    private static final Map<String, String> UNITS = Map.of(
            Profile.DOING, "% of samples",
            Profile.PARTS, "% of samples",
            Profile.ALLOCATED, "MB",
            ServerProfile.NAME, "milliseconds",
            Generate.PARTS, "milliseconds");

    private ResultsPage() {}

    static void renew(Path page, Results results) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (end < begin) {
            throw new IllegalStateException(page + " has no place for the tables");
        }
        String machine = String.join(
                "\n",
                Files.readAllLines(page.resolveSibling("machine.txt")).stream()
                        .map(line -> "- " + line)
                        .toList());
        Files.writeString(
                page,
                text.substring(0, begin) + "\n\n" + machine + "\n\n" + tables(results) + "\n" + text.substring(end));
    }

    /** The goals, one table of everything, and profiles of a start. */
    private static String tables(Results results) {
        List<String> tables = new ArrayList<>();
        tables.add(Goals.table(results));
        tables.add(numbers(results));
        results.keys().stream()
                .filter(ResultsPage::isProfile)
                .map(Results.Key::scenario)
                .distinct()
                .forEach(scenario -> tables.add(profile(scenario, results)));
        return String.join("\n", tables);
    }

    private static boolean isProfile(Results.Key key) {
        return UNITS.containsKey(key.scenario());
    }

    /** One line for each work and number, one column for each thing that was counted. */
    private static String profile(String scenario, Results results) {
        List<Results.Key> keys = results.keys().stream()
                .filter(key -> key.scenario().equals(scenario))
                .toList();
        List<String> works = keys.stream()
                .map(key -> key.metric().split(Profile.OF)[0])
                .distinct()
                .toList();
        List<String> counted = keys.stream()
                .map(key -> key.metric().split(Profile.OF)[1])
                .distinct()
                .toList();
        StringBuilder table = new StringBuilder("### " + scenario + "\n\n| " + UNITS.get(scenario) + " | "
                + String.join(" | ", counted) + " |\n|---|" + "---|".repeat(counted.size()) + "\n");
        for (String work : works) {
            for (int count : new TreeSet<>(keys.stream()
                    .filter(key -> key.metric().startsWith(work + Profile.OF))
                    .map(Results.Key::count)
                    .toList())) {
                table.append(String.format(Locale.ROOT, "| %s, %,d |", work, count));
                counted.forEach(what -> table.append(' ')
                        .append(results.spread(scenario, count, work + Profile.OF + what, Tool.APPLIED_SET)
                                .map(share -> Long.toString(Math.round(share.median())))
                                .orElse("-"))
                        .append(" |"));
                table.append('\n');
            }
        }
        return table.toString();
    }

    private static String numbers(Results results) {
        StringBuilder table = new StringBuilder("### Numbers\n\n| work, and how many |");
        Tool.COLUMNS.forEach(tool -> table.append(' ').append(tool.label()).append(" |"));
        table.append(" Flyway / ours |\n|---|")
                .append("---|".repeat(Tool.COLUMNS.size() + 1))
                .append('\n');
        results.keys().stream()
                .filter(key -> !isProfile(key))
                .map(key -> new Work(key.scenario(), key.metric(), key.count()))
                .distinct()
                .sorted(Comparator.comparing((Work work) -> works(results).indexOf(work.scenario() + work.metric()))
                        .thenComparing(Work::count))
                .forEach(work -> line(table, work, results));
        return table.toString();
    }

    private record Work(String scenario, String metric, int count) {}

    /** In the order in which they were measured first. */
    private static List<String> works(Results results) {
        return results.keys().stream()
                .map(key -> key.scenario() + key.metric())
                .distinct()
                .toList();
    }

    private static void line(StringBuilder table, Work work, Results results) {
        table.append("| ")
                .append(work.scenario())
                .append(String.format(Locale.ROOT, ", %,d", work.count()))
                .append(": ")
                .append(work.metric())
                .append(" |");
        Tool.COLUMNS.forEach(tool -> table.append(' ')
                .append(spread(work, tool, results)
                        .map(spread -> tool == Tool.APPLIED_SET ? spread.toString() : Spread.number(spread.median()))
                        .orElse("-"))
                .append(" |"));
        table.append(' ')
                .append(ratio(spread(work, Tool.APPLIED_SET, results), spread(work, Tool.FLYWAY, results)))
                .append(" |\n");
    }

    private static Optional<Spread> spread(Work work, Tool tool, Results results) {
        return results.spread(work.scenario(), work.count(), work.metric(), tool);
    }

    private static String ratio(Optional<Spread> ours, Optional<Spread> other) {
        return ours.isEmpty() || other.isEmpty() || ours.get().median() == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%.2f", other.get().median() / ours.get().median());
    }
}
