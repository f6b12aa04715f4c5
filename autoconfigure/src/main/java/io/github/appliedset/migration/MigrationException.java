package io.github.appliedset.migration;

import io.github.appliedset.text.Visible;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that this library throws on purpose.
 *
 * <p>The message says what happened, where, what was not done, what to do, and where the documentation explains it.
 */
public abstract sealed class MigrationException extends RuntimeException
        permits AuthoringException,
                DatabaseAccessException,
                DevelopmentException,
                InvalidMigrationException,
                MigrationConflictException,
                MigrationFailedException,
                MigrationInterruptedException,
                MigrationLockException,
                RepeatableFailedException,
                RollbackRefusedException,
                SchemaDriftException,
                SnapshotException,
                TenantsFailedException,
                TrackerException {

    private final String description;
    private final String action;
    private final ErrorReference reference;

    MigrationException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(Visible.lines(description + "\n\nWhat to do: " + action + "\n\n" + new ErrorReference(anchor)), cause);
        this.description = Visible.lines(description);
        this.action = Visible.lines(action);
        this.reference = new ErrorReference(anchor);
    }

    /** What happened, where, and what was not done. */
    public String description() {
        return this.description;
    }

    /** The command or edit that fixes it. */
    public String action() {
        return this.action;
    }

    /** Where it is explained. */
    public ErrorReference reference() {
        return this.reference;
    }

    static <T> String numbered(List<T> problems, Function<T, String> text) {
        if (problems.size() == 1) {
            return text.apply(problems.get(0));
        }
        return IntStream.range(0, problems.size())
                .mapToObj(index -> (index + 1) + ". " + text.apply(problems.get(index)))
                .collect(Collectors.joining("\n"));
    }

    /** The remedy for each problem; a remedy shared by several problems is listed once, with their numbers. */
    static <T> String remedies(List<T> problems, Function<T, String> remedy) {
        Map<String, List<Integer>> numbers = new LinkedHashMap<>();
        for (int index = 0; index < problems.size(); index++) {
            numbers.computeIfAbsent(remedy.apply(problems.get(index)), text -> new ArrayList<>())
                    .add(index + 1);
        }
        if (numbers.size() == 1) {
            return numbers.keySet().iterator().next();
        }
        return numbers.entrySet().stream()
                .map(entry -> ranges(entry.getValue()) + ". " + entry.getKey())
                .collect(Collectors.joining("\n"));
    }

    /** Ascending numbers as {@code 1, 3 to 7}. */
    private static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        int end;
        for (int first = 0; first < numbers.size(); first = end) {
            end = first + 1;
            while (end < numbers.size() && numbers.get(end) == numbers.get(end - 1) + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(numbers.get(first));
            if (end - first > 1) {
                text.append(end - first == 2 ? ", " : " to ").append(numbers.get(end - 1));
            }
        }
        return text.toString();
    }

    static <T> String anchorOf(List<T> problems, Function<T, String> anchor, String several) {
        List<String> anchors = problems.stream().map(anchor).distinct().toList();
        return anchors.size() == 1 ? anchors.get(0) : several;
    }
}
