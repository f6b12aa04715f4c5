package io.github.appliedset.migration;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything this library throws on purpose.
 *
 * <p>The message says what happened, where, what was not done, what to do, and where the documentation explains it.
 */
public abstract sealed class MigrationException extends RuntimeException
        permits DatabaseAccessException,
                InvalidMigrationException,
                MigrationConflictException,
                MigrationFailedException,
                MigrationInterruptedException,
                MigrationLockException,
                RollbackRefusedException,
                SchemaDriftException,
                SnapshotException,
                TrackerException {

    private final String description;
    private final String action;
    private final String anchor;

    MigrationException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description + "\n\nWhat to do: " + action + "\n\nSee " + page(anchor), cause);
        this.description = description;
        this.action = action;
        this.anchor = anchor;
    }

    /** What happened, where, and what was not done. */
    public String description() {
        return this.description;
    }

    /** The command or edit that mends it. */
    public String action() {
        return this.action;
    }

    /** The page and anchor that explain it, below the project's root. */
    public String reference() {
        return page(this.anchor);
    }

    private static String page(String anchor) {
        return "docs/reference/errors.md#" + anchor;
    }

    static <T> String numbered(List<T> problems, Function<T, String> text) {
        if (problems.size() == 1) {
            return text.apply(problems.get(0));
        }
        return IntStream.range(0, problems.size())
                .mapToObj(index -> (index + 1) + ". " + text.apply(problems.get(index)))
                .collect(Collectors.joining("\n"));
    }

    static <T> String anchorOf(List<T> problems, Function<T, String> anchor, String several) {
        List<String> anchors = problems.stream().map(anchor).distinct().toList();
        return anchors.size() == 1 ? anchors.get(0) : several;
    }
}
