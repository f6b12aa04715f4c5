package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration or its rollback failed. Earlier steps of the run are kept.
 */
public final class MigrationFailedException extends MigrationException {

    private static final int SHOWN = 5;

    private final Step step;
    private final Details details;
    private final List<Migration> applied;
    private final List<Migration> notTried;

    /**
     * Details of the failure.
     *
     * @param outcome how it ended, completing "Migration 7_x ..." or "Rolling back 7_x ..."
     * @param line line in the file, from 1; 0 if no statement caused the failure
     * @param column column in the line, from 1; 0 if no statement caused the failure
     * @param statement the statement that failed, or null
     * @param sqlState PostgreSQL's code, or null
     * @param message PostgreSQL's message, with detail and hint
     * @param advice what to do about it
     * @param anchor the explanation in the documentation
     */
    public record Details(
            String outcome,
            int line,
            int column,
            @Nullable String statement,
            @Nullable String sqlState,
            String message,
            String advice,
            String anchor) {}

    /**
     * Reports a failure.
     *
     * @param applied the migrations that the run applied, or rolled back, before the failure
     */
    @Internal
    public MigrationFailedException(
            Step step, Details details, List<Migration> applied, List<Migration> notTried, @Nullable Throwable cause) {
        super(describe(step, details, applied, notTried), details.advice(), details.anchor(), cause);
        this.step = step;
        this.details = details;
        this.applied = List.copyOf(applied);
        this.notTried = List.copyOf(notTried);
    }

    public Migration migration() {
        return this.step.migration();
    }

    /** Whether it was being applied or rolled back. */
    public Direction direction() {
        return this.step.direction();
    }

    public Details details() {
        return this.details;
    }

    /** The migrations that this run applied, or rolled back, before the failure; these are kept. */
    public List<Migration> applied() {
        return this.applied;
    }

    /** The migrations after the failed one, which were not tried. */
    public List<Migration> notTried() {
        return this.notTried;
    }

    private static String describe(Step step, Details details, List<Migration> applied, List<Migration> notTried) {
        boolean up = step.direction() == Direction.UP;
        return text(
                (up ? "Migration " : "Rolling back ") + step.migration().label(),
                details,
                step.file(),
                (up ? "Applied by this run: " : "Rolled back by this run: ") + labels(applied) + "\nNot tried: "
                        + labels(notTried));
    }

    private static String labels(List<Migration> migrations) {
        return firstOf(migrations.stream().map(Migration::label).toList());
    }

    /**
     * How the failure of a file reads.
     *
     * @param subject what failed, at the start of a sentence
     * @param rest what was done before, and what was not tried
     */
    static String text(String subject, Details details, MigrationFile file, String rest) {
        StringBuilder text =
                new StringBuilder(subject).append(' ').append(details.outcome()).append("\n\n");
        text.append("File:      ").append(file.location());
        if (details.line() > 0) {
            text.append(", line ").append(details.line()).append(", column ").append(details.column());
        }
        if (details.statement() != null) {
            text.append("\nStatement: ").append(details.statement().replace("\n", "\n           "));
        }
        String[] message = details.message().split("\n");
        if (details.sqlState() != null) {
            message[0] += " (SQLSTATE " + details.sqlState() + ")";
        }
        text.append("\nMessage:   ").append(String.join("\n           ", message));
        return text.append('\n').append(rest).toString();
    }

    /** The first ones of a list. */
    static String firstOf(List<String> labels) {
        if (labels.isEmpty()) {
            return "none";
        }
        int shown = Math.min(labels.size(), SHOWN);
        String first = String.join(", ", labels.subList(0, shown));
        return shown == labels.size() ? first : first + " and " + (labels.size() - shown) + " more";
    }
}
