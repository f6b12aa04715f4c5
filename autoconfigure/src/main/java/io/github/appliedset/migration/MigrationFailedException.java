package io.github.appliedset.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A migration failed. It is not recorded as applied; those applied before it stay applied. */
public final class MigrationFailedException extends MigrationException {

    private final Migration migration;
    private final Details details;
    private final List<Migration> applied;
    private final List<Migration> notTried;

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
            String anchor) {}

    public MigrationFailedException(
            Migration migration,
            Details details,
            List<Migration> applied,
            List<Migration> notTried,
            @Nullable Throwable cause) {
        super(describe(migration, details, applied, notTried), details.advice(), details.anchor(), cause);
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

    /** What this run applied before the failure; it stays applied. */
    public List<Migration> applied() {
        return this.applied;
    }

    /** What comes after the failed migration and was not tried. */
    public List<Migration> notTried() {
        return this.notTried;
    }

    private static String describe(
            Migration migration, Details details, List<Migration> applied, List<Migration> notTried) {
        StringBuilder text = new StringBuilder("Migration ")
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
        text.append("\nApplied:   ").append(labels(applied)).append(applied.isEmpty() ? "" : " (stay applied)");
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
