package io.github.appliedset.schema.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change of a schema, and what a comparison tells of it.
 *
 * @param line the line of the file
 * @param told what is told; or {@code left out: <reason>}, or {@code nothing} for no change
 * @param remark why more is told than one thing, or which judge sees nothing; may be empty
 * @param sql the change
 */
record SingleChange(String line, String told, String remark, String sql) {

    private static final Pattern LINE = Pattern.compile("(?<told>.*?)(?: \\((?<remark>[^()]*)\\))? :: (?<sql>.*)");
    private static final Pattern VERSION = Pattern.compile("\\[(<?)(\\d+)] ?(.*)");
    private static final String INCLUDE = "\\i ";
    private static final String CHANGES = "-- changes";

    /**
     * Some objects, and changes of which each is made to them alone.
     *
     * @param title what it is about
     * @param setUp makes them
     * @param changes one after the other, each undone before the next
     */
    record Group(String title, String setUp, List<SingleChange> changes) {}

    /** The groups of {@code single-changes.txt} for a version of PostgreSQL. */
    static List<Group> all(int major) {
        List<Group> groups = new ArrayList<>();
        for (String text : TestSchemas.text("single-changes.txt").split("(?m)^# ")) {
            List<String> lines = text.lines()
                    .filter(line -> isFor(major, line))
                    .map(line -> VERSION.matcher(line).replaceFirst("$3"))
                    .toList();
            int from = lines.indexOf(CHANGES);
            if (from > 0) {
                groups.add(new Group(
                        lines.get(0),
                        lines.subList(1, from).stream()
                                .map(SingleChange::included)
                                .collect(Collectors.joining("\n")),
                        lines.subList(from + 1, lines.size()).stream()
                                .filter(line -> !line.isBlank())
                                .map(SingleChange::of)
                                .toList()));
            }
        }
        return groups;
    }

    private static String included(String line) {
        return line.startsWith(INCLUDE) ? TestSchemas.text(line.substring(INCLUDE.length())) : line;
    }

    private static boolean isFor(int major, String line) {
        Matcher version = VERSION.matcher(line);
        return !version.matches()
                || major >= Integer.parseInt(version.group(2))
                        != version.group(1).equals("<");
    }

    private static SingleChange of(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(line);
        }
        String remark = parts.group("remark");
        return new SingleChange(line, parts.group("told"), remark == null ? "" : remark, parts.group("sql"));
    }
}
