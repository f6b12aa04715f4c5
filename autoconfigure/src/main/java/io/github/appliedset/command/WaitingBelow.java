package io.github.appliedset.command;

import io.github.appliedset.migration.Awaited;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.migrator.Migrator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What stays pending although a run up to a version has done all that it can.
 *
 * @param to the version; empty if the run had no limit
 * @param pending those up to it that wait for others
 */
record WaitingBelow(Optional<Long> to, List<Pending> pending) {

    /**
     * Looks for them.
     *
     * @param tried what a dry run has tried, and so is pending still
     */
    static WaitingBelow in(Migrator migrator, Optional<Long> to, Collection<Migration> tried) {
        if (to.isEmpty()) {
            return new WaitingBelow(to, List.of());
        }
        MigrationVersion last = MigrationVersion.of(to.get());
        return new WaitingBelow(
                to,
                migrator.status().pending().stream()
                        .filter(pending -> pending.version().compareTo(last) <= 0)
                        .filter(pending -> !pending.state().waitsFor().isEmpty())
                        .filter(pending -> !tried.contains(pending.file()))
                        .toList());
    }

    /** What is said if the run has done nothing. */
    String nothing() {
        String upTo = to().map(version -> " up to version " + version).orElse("");
        return this.pending.isEmpty() ? "Nothing is pending" + upTo + ".\n" : "Nothing can run" + upTo + ".\n" + text();
    }

    /** A line for each. */
    String text() {
        return this.pending.stream()
                .map(waiting -> Paragraph.each(waiting.file().label() + " stays pending: it waits for "
                        + waiting.state().waitsFor().stream()
                                .map(Awaited::toString)
                                .collect(Collectors.joining(", "))
                        + "."))
                .collect(Collectors.joining());
    }

    void putInto(Map<String, Object> json) {
        if (!this.pending.isEmpty()) {
            json.put("waiting", this.pending.stream().map(Json::of).toList());
        }
    }
}
