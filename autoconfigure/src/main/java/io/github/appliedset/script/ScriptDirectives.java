package io.github.appliedset.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directives of a script: {@code -- applied-set: } lines above its first statement.
 *
 * @param noTransaction whether it must run outside a transaction
 * @param lockTimeout how long a statement may wait for a lock, or null for the migrator's setting
 * @param statementTimeout how long a statement may take, or null for the migrator's setting
 * @param after what must run before it
 * @param repeats repeatable migrations that run at the end of its transaction
 * @param backfill those about batches
 */
public record ScriptDirectives(
        boolean noTransaction,
        @Nullable Duration lockTimeout,
        @Nullable Duration statementTimeout,
        List<Reference> after,
        List<Reference> repeats,
        BackfillDirectives backfill) {

    public static final ScriptDirectives NONE =
            new ScriptDirectives(false, null, null, List.of(), List.of(), BackfillDirectives.NONE);

    /**
     * A migration that a directive names.
     *
     * @param name as written
     * @param position where
     */
    public record Reference(String name, Position position) {}

    public ScriptDirectives {
        after = List.copyOf(after);
        repeats = List.copyOf(repeats);
    }

    private static final Pattern DIRECTIVE = Pattern.compile("--\\s*applied-set:(.*)", Pattern.DOTALL);
    private static final Pattern NEARLY = Pattern.compile(
            "--\\s*applied[-_ ]?set\\s*[:=-]?\\s*(no-transaction|lock-timeout|statement-timeout|after|repeats"
                    + "|batches|batch-size|pause|max-lag|done-when|background)\\b.*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern REFERENCES = Pattern.compile("(after|repeats)=([\\s,]*[^\\s,].*)");
    private static final Pattern TIMEOUT = Pattern.compile("(lock-timeout|statement-timeout)=(\\d{1,9})(ms|s|m|h)");

    /**
     * The text after {@code -- applied-set:} if the comment is a directive, or the whole comment if it is nearly one.
     */
    static Optional<String> in(String comment) {
        if (!comment.regionMatches(true, firstLetter(comment), "applied", 0, "applied".length())) {
            return Optional.empty();
        }
        Matcher matcher = DIRECTIVE.matcher(comment);
        if (matcher.matches()) {
            return Optional.of(matcher.group(1).strip());
        }
        return NEARLY.matcher(comment).matches() ? Optional.of(comment) : Optional.empty();
    }

    /** The index after the dashes and the spaces that follow them. */
    private static int firstLetter(String comment) {
        int at = "--".length();
        while (at < comment.length() && Character.isWhitespace(comment.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns these directives and one more. */
    ScriptDirectives with(String directive, Position position) throws ScriptException {
        if (directive.equals("no-transaction")) {
            refuseIf(this.noTransaction, directive, position);
            return new ScriptDirectives(
                    true, this.lockTimeout, this.statementTimeout, this.after, this.repeats, this.backfill);
        }
        if (BackfillDirectives.knows(directive)) {
            return new ScriptDirectives(
                    this.noTransaction,
                    this.lockTimeout,
                    this.statementTimeout,
                    this.after,
                    this.repeats,
                    this.backfill.with(directive, position));
        }
        if (directive.startsWith("untranslated")) {
            throw new ScriptException(
                    position,
                    "the import from another tool is unfinished: " + directive,
                    "Edit the file, then remove this line.",
                    "untranslated");
        }
        Matcher references = REFERENCES.matcher(directive);
        if (references.matches()) {
            return with(references.group(1), references.group(2), position);
        }
        Matcher timeout = TIMEOUT.matcher(directive);
        if (!timeout.matches()) {
            throw new ScriptException(
                    position,
                    "unknown directive '" + directive + "'",
                    "Write -- applied-set: followed by no-transaction, lock-timeout=2s, statement-timeout=10m"
                            + " (units ms, s, m, h), after=NAME, repeats=NAME or, for a statement that runs in batches,"
                            + " batches, batch-size, pause, max-lag, done-when or background; one per line.",
                    "invalid-directive");
        }
        Duration duration = duration(Long.parseLong(timeout.group(2)), timeout.group(3));
        if (duration.toMillis() > Integer.MAX_VALUE) {
            throw new ScriptException(
                    position,
                    "directive '" + directive + "' exceeds PostgreSQL's limit of 24 days",
                    "Use a shorter time; 0s means no limit.",
                    "invalid-directive");
        }
        boolean isOfLocks = timeout.group(1).equals("lock-timeout");
        refuseIf((isOfLocks ? this.lockTimeout : this.statementTimeout) != null, timeout.group(1), position);
        return isOfLocks
                ? new ScriptDirectives(
                        this.noTransaction, duration, this.statementTimeout, this.after, this.repeats, this.backfill)
                : new ScriptDirectives(
                        this.noTransaction, this.lockTimeout, duration, this.after, this.repeats, this.backfill);
    }

    private static void refuseIf(boolean given, String directive, Position position) throws ScriptException {
        if (given) {
            throw new ScriptException(
                    position,
                    "directive '" + directive + "' is given twice",
                    "Remove one of them.",
                    "invalid-directive");
        }
    }

    private ScriptDirectives with(String directive, String names, Position position) {
        boolean isAfter = directive.equals("after");
        List<Reference> references = new ArrayList<>(isAfter ? this.after : this.repeats);
        for (String name : names.split(",")) {
            if (!name.isBlank()) {
                references.add(new Reference(name.strip(), position));
            }
        }
        return new ScriptDirectives(
                this.noTransaction,
                this.lockTimeout,
                this.statementTimeout,
                isAfter ? references : this.after,
                isAfter ? this.repeats : references,
                this.backfill);
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
