package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.RepeatableState.State;
import io.github.appliedset.migration.RepeatableWords;
import io.github.appliedset.text.Visible;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Repeatable migrations as commands show them.
 *
 * @param states those to show
 * @param release the stamp of this release; null if it has none
 */
record RepeatableText(
        List<RepeatableState> states, @Nullable Instant release) {

    /** A table and the counts; empty if there is none. */
    String table() {
        if (this.states.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("REPEATABLE", "STATE", "APPLIED AT");
        for (RepeatableState state : this.states) {
            AppliedRepeatable row = state.row();
            String remark = new RepeatableWords(state, this.release).remark();
            table.row(
                    state.label(),
                    state.state().word() + (remark.isEmpty() ? "" : ": " + Visible.line(remark)),
                    row == null ? "" : TextTable.time(row.appliedAt()));
        }
        return table + "\n";
    }

    /** How many there are in each state that has any. */
    String counts() {
        return this.states.isEmpty()
                ? ""
                : "Repeatable: "
                        + Arrays.stream(State.values())
                                .filter(state -> count(state) > 0)
                                .map(state -> count(state) + " " + state.word())
                                .collect(Collectors.joining(", "))
                        + "\n";
    }

    private long count(State wanted) {
        return this.states.stream().filter(state -> state.state() == wanted).count();
    }

    /** What somebody may want to do something about. */
    String remedies() {
        return this.states.stream()
                .filter(state -> state.state() == State.SUPERSEDED || state.state() == State.ORPHAN)
                .map(state -> "\n" + Paragraph.each(new RepeatableWords(state, this.release).sentence()))
                .collect(Collectors.joining());
    }

    List<Map<String, Object>> json() {
        return this.states.stream().map(RepeatableText::json).toList();
    }

    private static Map<String, Object> json(RepeatableState state) {
        AppliedRepeatable row = state.row();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", state.name());
        json.put("file", state.file() == null ? null : state.file().file().path());
        json.put("state", state.state().word());
        json.put("appliedAt", row == null ? null : row.appliedAt().toString());
        json.put(
                "checksum",
                row == null || row.checksum() == null ? null : row.checksum().hex());
        return json;
    }
}
