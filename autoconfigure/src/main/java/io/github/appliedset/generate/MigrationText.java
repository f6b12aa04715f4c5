package io.github.appliedset.generate;

import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a pair of files: a header that says what they do, and the statements. */
final class MigrationText {

    private static final Pattern QUOTED = Pattern.compile("'[^']*+'|\"[^\"]*+\"");

    private final Instant now;

    MigrationText(Instant now) {
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** One migration of one or more changes, undone in reverse. */
    GeneratedMigration of(String name, List<PlannedChange> changes, List<Downs.Down> downs) {
        Set<Hazard> hazards = new TreeSet<>();
        changes.forEach(change -> hazards.addAll(change.hazards()));
        boolean reversible = downs.stream().allMatch(Downs.Down::isComplete);
        if (reversible) {
            hazards.remove(Hazard.IRREVERSIBLE);
        } else {
            hazards.add(Hazard.IRREVERSIBLE);
        }
        boolean transactional =
                changes.stream().allMatch(change -> change.change().transactional());
        StringBuilder up = new StringBuilder();
        if (!transactional) {
            up.append(directive("no-transaction"));
        }
        changes.forEach(change -> change.change().directives().forEach(line -> up.append(directive(line))));
        up.append(header(name, changes, hazards, downs));
        changes.forEach(change -> statements(change.change().statements(), up));
        return new GeneratedMigration(name, up.toString(), down(name, changes, downs), hazards, !transactional);
    }

    private String header(
            String name, List<PlannedChange> changes, Collection<Hazard> hazards, List<Downs.Down> downs) {
        List<String> lost = DataLost.byTheDown(changes, downs);
        List<String> lostForGood = DataLost.forGood(changes);
        return line("Migration", name)
                + line("Generated", this.now.toString())
                + line(
                        "Object",
                        changes.stream()
                                .map(change -> change.change().object().toString())
                                .distinct()
                                .collect(Collectors.joining(", ")))
                + line(
                        "Change",
                        changes.stream()
                                .map(change -> change.change().summary())
                                .collect(Collectors.joining("; ")))
                + line(
                        "Hazards",
                        hazards.isEmpty()
                                ? "none"
                                : hazards.stream().map(Hazard::name).collect(Collectors.joining(", ")))
                + probes(changes)
                + (lostForGood.isEmpty() ? "" : line("Does not come back", String.join(", ", lostForGood)))
                + line("Lost by the down", lost.isEmpty() ? "nothing" : String.join(", ", lost))
                + "\n";
    }

    /** Each counts the rows on which the file fails, if it is asked before the file runs. */
    private static String probes(List<PlannedChange> changes) {
        return changes.stream()
                .filter(change -> change.hazards().contains(Hazard.MAY_FAIL_ON_DATA))
                .map(change -> line("Probe", probe(change, changes.get(0))))
                .distinct()
                .collect(Collectors.joining());
    }

    /** Of the first change only: what a later one asks for may be made by those before it. A literal keeps its spaces. */
    private static String probe(PlannedChange change, PlannedChange first) {
        String query = change.change().probe();
        return query == null || change != first || keepsSpaces(query)
                ? "none; only a copy with its rows can tell"
                : query;
    }

    /** Whether a literal or a quoted name has spaces that one space would not stand for. */
    private static boolean keepsSpaces(String query) {
        return QUOTED.matcher(query)
                .results()
                .anyMatch(quoted -> !quoted.group().equals(oneSpace(quoted.group())));
    }

    private static String oneSpace(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String directive(String words) {
        return "-- applied-set: " + words + "\n";
    }

    private static String line(String key, String value) {
        return "-- " + key + ": " + oneSpace(value) + "\n";
    }

    private static void statements(List<String> statements, StringBuilder text) {
        for (String statement : statements) {
            text.append(statement).append(";\n");
        }
    }

    private String down(String name, List<PlannedChange> changes, List<Downs.Down> downs) {
        List<SchemaChange> back = new ArrayList<>();
        for (int index = downs.size() - 1; index >= 0; index--) {
            back.addAll(downs.get(index).changes());
        }
        List<String> missing =
                downs.stream().flatMap(down -> down.leftovers().stream()).toList();
        StringBuilder text = new StringBuilder();
        if (missing.isEmpty() && !downs.stream().allMatch(Downs.Down::isTransactional)) {
            text.append(directive("no-transaction"));
        }
        text.append(line("Migration", name + " (down)"));
        text.append(line("Generated", this.now.toString()));
        text.append('\n');
        if (!missing.isEmpty()) {
            text.append("-- PostgreSQL has no way back:\n");
            missing.stream()
                    .flatMap(String::lines)
                    .forEach(reason -> text.append("--   ").append(reason).append('\n'));
            text.append("-- Remove the next statement once you accept what stays.\n");
            text.append("DO $$ BEGIN RAISE EXCEPTION 'the migration ")
                    .append(name)
                    .append(" cannot be undone'; END $$;\n");
        }
        back.forEach(change -> statements(change.statements(), text));
        if (back.isEmpty() && missing.isEmpty()) {
            text.append(
                    changes.stream().allMatch(change -> change.change().changesRows())
                            ? "SELECT 'nothing to undo: the values go with their column';\n"
                            : "SELECT 'nothing to undo: the way back of the files before it does that';\n");
        }
        return text.toString();
    }
}
