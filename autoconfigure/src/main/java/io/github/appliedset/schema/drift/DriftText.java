package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Absent;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.Difference.Unexpected;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Differences as text for people: one line for each attribute, of limited length. */
public final class DriftText {

    private static final int SHOWN = 50;
    private static final int LONGEST = 200;
    private static final int LONGEST_SUMMARY = 120;

    private DriftText() {}

    /** The first fifty differences, each on its own line. */
    public static String of(SchemaDrift drift) {
        return of(drift.differences());
    }

    /** The first fifty objects that are worded differently, each with both texts. */
    public static String ofWordings(SchemaDrift drift) {
        return of(drift.wordedDifferently());
    }

    private static String of(List<? extends Difference> differences) {
        List<String> lines =
                differences.stream().limit(SHOWN).map(DriftText::of).collect(Collectors.toCollection(ArrayList::new));
        int more = differences.size() - SHOWN;
        if (more > 0) {
            lines.add("and " + more + " more");
        }
        return String.join("\n", lines);
    }

    /** One difference; several lines if several attributes differ. */
    public static String of(Difference difference) {
        if (difference instanceof Unexpected unexpected) {
            return "+ " + Visible.line(unexpected.id()) + ": not expected"
                    + parts(unexpected.parts(), ", with ")
                    + summary(unexpected.object());
        }
        if (difference instanceof Absent absent) {
            return "- " + Visible.line(absent.id()) + ": missing" + parts(absent.parts(), ", with ")
                    + summary(absent.object());
        }
        if (difference instanceof Different different) {
            return different.changes().stream()
                    .map(change -> "~ " + Visible.line(different.id()) + ": " + of(change))
                    .collect(Collectors.joining("\n"));
        }
        throw new IllegalArgumentException(difference.toString());
    }

    /** What was only counted, as a sentence without a full stop: {@code 2 user mappings are not compared}; or empty. */
    public static String notTold(Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            return "";
        }
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                        .map(kind -> Count.of(kind.getValue(), kind.getKey()))
                        .collect(Collectors.joining(", "))
                + (all == 1 ? " is not compared" : " are not compared");
    }

    private static String parts(int parts, String with) {
        return parts == 0 ? "" : with + Count.of(parts, "object") + " in it";
    }

    private static String summary(SchemaObject object) {
        return object.text(Attribute.DEFINITION)
                .or(() -> object.text(Attribute.TYPE))
                .map(text -> " (" + shortened(oneLine(text), LONGEST_SUMMARY) + ")")
                .orElse("");
    }

    /** One attribute: the expected and the actual value, or the lines that differ in a long text. */
    public static String of(Change change) {
        String expected = text(change.expected());
        String found = text(change.found());
        if (change.attribute().form() == Attribute.Form.LINES && (expected + found).contains("\n")) {
            LineDifference lines = LineDifference.between(expected, found);
            return change.attribute().key() + ", line " + lines.number() + ": expected "
                    + shortened(lines.expected(), LONGEST) + ", found " + shortened(lines.found(), LONGEST);
        }
        return change.attribute().key() + ": expected " + shortened(expected, LONGEST) + ", found "
                + shortened(found, LONGEST);
    }

    private static String text(@Nullable AttributeValue value) {
        return value == null ? "nothing" : value.toString();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String shortened(String text, int longest) {
        return Visible.line(text.length() <= longest ? text : Visible.beginning(text, longest) + "...");
    }
}
