package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Writes tables of what was measured between two marks of a page, and leaves the rest of it as it is. */
final class ResultsPage {

    private static final String BEGIN = "<!-- tables: written by the benchmarks -->";
    private static final String END = "<!-- end of the tables -->";

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

    /** One table for each scenario and metric, a line for each number of migrations; one for all parts of a start. */
    private static String tables(Results results) {
        List<String> titles = results.keys().stream()
                .filter(key -> !isPart(key))
                .map(key -> key.scenario() + ": " + key.metric())
                .distinct()
                .toList();
        List<String> tables = new ArrayList<>();
        for (String title : titles) {
            List<Results.Key> keys = results.keys().stream()
                    .filter(key -> title.equals(key.scenario() + ": " + key.metric()))
                    .toList();
            tables.add(table(title, keys, results));
        }
        results.keys().stream()
                .filter(ResultsPage::isPart)
                .map(Results.Key::scenario)
                .distinct()
                .forEach(scenario -> tables.add(parts(scenario, results)));
        return String.join("\n", tables);
    }

    private static boolean isPart(Results.Key key) {
        return key.scenario().equals(Parts.COLD) || key.scenario().equals(Parts.WARM);
    }

    private static String parts(String scenario, Results results) {
        List<Results.Key> keys = results.keys().stream()
                .filter(key -> key.scenario().equals(scenario))
                .toList();
        List<String> parts = keys.stream().map(Results.Key::metric).distinct().toList();
        StringBuilder table = new StringBuilder("### " + scenario + "\n\n| N | " + String.join(" | ", parts)
                + " |\n|---|" + "---|".repeat(parts.size()) + "\n");
        for (int count : new TreeSet<>(keys.stream().map(Results.Key::count).toList())) {
            table.append("| ").append(String.format(Locale.ROOT, "%,d", count)).append(" |");
            parts.forEach(part -> table.append(' ')
                    .append(results.spread(scenario, count, part, Tool.APPLIED_SET)
                            .map(Objects::toString)
                            .orElse("-"))
                    .append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private static String table(String title, List<Results.Key> keys, Results results) {
        List<Tool> tools = Tool.COLUMNS.stream()
                .filter(tool -> keys.stream().anyMatch(key -> key.tool() == tool))
                .toList();
        StringBuilder table = new StringBuilder("### " + title + "\n\n|");
        table.append(keys.get(0).scenario().startsWith("at once") ? " instances |" : " N |");
        tools.forEach(tool -> table.append(' ').append(tool.label()).append(" |"));
        tools.stream()
                .skip(1)
                .forEach(tool -> table.append(' ').append(tool.label()).append(" / ours |"));
        table.append("\n|---|").append("---|".repeat(2 * tools.size() - 1)).append('\n');
        TreeSet<Integer> counts =
                new TreeSet<>(keys.stream().map(Results.Key::count).toList());
        for (int count : counts) {
            line(table, keys.get(0), count, tools, results);
        }
        return table.toString();
    }

    private static void line(StringBuilder table, Results.Key like, int count, List<Tool> tools, Results results) {
        List<Optional<Spread>> spreads = tools.stream()
                .map(tool -> results.spread(like.scenario(), count, like.metric(), tool))
                .toList();
        table.append("| ").append(String.format(Locale.ROOT, "%,d", count)).append(" |");
        spreads.forEach(spread -> table.append(' ')
                .append(spread.map(Objects::toString).orElse("-"))
                .append(" |"));
        spreads.stream()
                .skip(1)
                .forEach(other ->
                        table.append(' ').append(ratio(spreads.get(0), other)).append(" |"));
        table.append('\n');
    }

    private static String ratio(Optional<Spread> ours, Optional<Spread> other) {
        return ours.isEmpty() || other.isEmpty() || ours.get().median() == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%.2f", other.get().median() / ours.get().median());
    }
}
