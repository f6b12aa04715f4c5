package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration failed, or the undoing of one. What is recorded as applied has not changed by it; what was done before stays
 * done.
 */
public final class MigrationFailedException extends MigrationException {

    private final Migration migration;
    private final Details details;
    private final List<Migration> applied;
    private final List<Migration> notTried;

    /** Which of its two files was run. */
    public enum Direction {
        UP("Migration ", "Applied:   ", " (stay applied)"),
        DOWN("The undoing of migration ", "Undone:    ", " (stay undone)");

        private final String subject;
        private final String before;
        private final String stay;

        Direction(String subject, String before, String stay) {
            this.subject = subject;
            this.before = before;
            this.stay = stay;
        }
    }

    /**
     * What is known of the failure.
     *
     * @param outcome what became of the migration, completing "Migration 7_x ..."
     * @param line where in the file, from 1; 0 if no statement is to blame
     * @param column where in the line, from 1; 0 if no statement is to blame
     * @param statement the statement that failed, or null
     * @param sqlState PostgreSQL's code, or null
     * @param message what PostgreSQL said, with detail and hint
     * @param advice what to do about it
     * @param anchor where the documentation explains it
     */
    public record Details(
            String outcome,
            int line,
            int column,
            @Nullable String statement,
            @Nullable String sqlState,
            String message,
            String advice,
            String anchor) {

        /** The same with another advice. */
        @Internal
        public Details withAdvice(String other) {
            return new Details(
                    this.outcome,
                    this.line,
                    this.column,
                    this.statement,
                    this.sqlState,
                    this.message,
                    other,
                    this.anchor);
        }
    }

    /**
     * Reports a failure.
     *
     * @param migration which one; its up file is what was run
     * @param applied what the run applied, or undid, before
     */
    @Internal
    public MigrationFailedException(
            Direction direction,
            Migration migration,
            Details details,
            List<Migration> applied,
            List<Migration> notTried,
            @Nullable Throwable cause) {
        super(describe(direction, migration, details, applied, notTried), details.advice(), details.anchor(), cause);
        this.migration = migration;
        this.details = details;
        this.applied = List.copyOf(applied);
        this.notTried = List.copyOf(notTried);
    }

    public Migration migration() {
        return this.migration;
    }

    public Details details() {
        return this.details;
    }

    /** What this run applied, or undid, before the failure; that stays as it is. */
    public List<Migration> applied() {
        return this.applied;
    }

    /** What comes after the failed migration and was not tried. */
    public List<Migration> notTried() {
        return this.notTried;
    }

    private static String describe(
            Direction direction,
            Migration migration,
            Details details,
            List<Migration> applied,
            List<Migration> notTried) {
        StringBuilder text = new StringBuilder(direction.subject)
                .append(migration.label())
                .append(' ')
                .append(details.outcome())
                .append("\n\n");
        text.append("File:      ").append(migration.up().location());
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
        text.append('\n')
                .append(direction.before)
                .append(labels(applied))
                .append(applied.isEmpty() ? "" : direction.stay);
        text.append("\nNot tried: ").append(labels(notTried));
        return text.toString();
    }

    private static String labels(List<Migration> migrations) {
        if (migrations.isEmpty()) {
            return "none";
        }
        int shown = Math.min(migrations.size(), 5);
        String first = String.join(
                ", ",
                migrations.subList(0, shown).stream().map(Migration::label).toList());
        return shown == migrations.size() ? first : first + " and " + (migrations.size() - shown) + " more";
    }
}
