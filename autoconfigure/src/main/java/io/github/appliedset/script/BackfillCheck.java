package io.github.appliedset.script;

import io.github.appliedset.script.EveryWord.Word;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds problems of the directives about batches, and of the statement that they apply to. */
final class BackfillCheck {

    private static final String DIRECTIVE = "invalid-directive";
    private static final String STATEMENT = "invalid-backfill";
    private static final String ENDLESS = "batches-do-not-end";

    private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");
    private static final Set<String> VERBS = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "VALUES", "TABLE");
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "VALUES", "TABLE");
    private static final List<String> ONLY_WITH_BATCHES = List.of(
            BackfillDirectives.BATCH_SIZE,
            BackfillDirectives.PAUSE,
            BackfillDirectives.MAX_LAG,
            BackfillDirectives.DONE_WHEN,
            BackfillDirectives.BACKGROUND);
    private static final int LARGEST_BATCH = 1_000_000;

    private final ScriptDirectives all;
    private final BackfillDirectives directives;
    private final List<ScriptProblem> problems = new ArrayList<>();

    private BackfillCheck(ScriptDirectives all) {
        this.all = all;
        this.directives = all.backfill();
    }

    /**
     * The problems, in the order of the script.
     *
     * @param statements the number of statements
     * @param first the first statement; null if there is none
     */
    static List<ScriptProblem> problems(ScriptDirectives all, int statements, @Nullable SqlStatement first) {
        BackfillCheck check = new BackfillCheck(all);
        check.checkDirectives();
        if (all.backfill().batches()) {
            check.checkStatement(statements, first);
        }
        return check.problems;
    }

    private void checkDirectives() {
        Set<String> seen = new HashSet<>();
        for (Directive directive : this.directives.given()) {
            if (!seen.add(directive.name())) {
                add(directive, "is given twice", "Remove one of them.");
            }
            if (!this.directives.batches() && ONLY_WITH_BATCHES.contains(directive.name())) {
                add(
                        directive,
                        "means nothing without 'batches'",
                        "Add -- applied-set: batches=schema.table.column, or remove this line.");
            }
            checkValue(directive);
        }
    }

    private void checkValue(Directive directive) {
        String value = directive.value();
        switch (directive.name()) {
            case BackfillDirectives.BATCHES -> checkBatches(directive);
            case BackfillDirectives.BATCH_SIZE -> {
                Optional<Integer> size = this.directives.batchSize();
                if (size.isEmpty() || size.get() > LARGEST_BATCH) {
                    add(
                            directive,
                            "is not a number of rows",
                            "Write a whole number from 1 to 1000000, as in batch-size=1000.");
                }
            }
            case BackfillDirectives.PAUSE, BackfillDirectives.MAX_LAG -> {
                if (BackfillDirectives.parseDuration(value).isEmpty()) {
                    add(
                            directive,
                            "is not a time",
                            "Write it with its unit (ms, s, m, h), as in " + directive.name() + "=100ms.");
                }
            }
            case BackfillDirectives.DONE_WHEN -> checkDoneWhen(directive);
            default -> {
                if (!value.isEmpty()) {
                    add(directive, "takes no value", "Write -- applied-set: background.");
                }
            }
        }
    }

    private void checkBatches(Directive directive) {
        boolean column = this.directives.column().isPresent();
        if (!column && !directive.value().isEmpty()) {
            add(
                    directive,
                    "does not name a column with its table and schema",
                    "Write -- applied-set: batches=schema.table.column.");
        }
        if (directive.value().isEmpty()) {
            this.directives
                    .find(BackfillDirectives.BATCH_SIZE)
                    .ifPresent(size -> add(
                            size,
                            "means nothing without a column",
                            "Write the number of rows into the statement, as LIMIT, or name a column in 'batches'."));
        }
        if (this.all.noTransaction()) {
            add(
                    directive,
                    "contradicts 'no-transaction'",
                    "Remove one of them: each batch runs in a transaction of its own.");
        }
        this.all
                .repeats()
                .forEach(reference -> this.problems.add(new ScriptProblem(
                        reference.position(),
                        "directive 'repeats=" + reference.name()
                                + "' means nothing here: no transaction holds the whole file",
                        "Remove one of the two lines: " + reference.name()
                                + " runs after all versions in any case, if its objects are gone.",
                        DIRECTIVE)));
        if (this.all.lockTimeout() != null) {
            add(
                    directive,
                    "contradicts 'lock-timeout'",
                    "Remove lock-timeout: a batch waits 300 ms for a lock, so that it never ends a transaction of the"
                            + " application, and is tried again.");
        }
    }

    private void checkDoneWhen(Directive directive) {
        List<SqlStatement> statements = new ArrayList<>();
        try {
            SqlScriptReader reader = new SqlScriptReader(new StringReader(directive.value()));
            for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
                statements.add(next);
            }
        } catch (IOException | ScriptException unreadable) {
            statements.clear();
        }
        if (statements.size() != 1
                || statements.get(0).words().isEmpty()
                || !QUERIES.contains(statements.get(0).words().get(0))) {
            add(
                    directive,
                    "is not one query",
                    "Write one SELECT on this line that returns no row once the work is done, as in"
                            + " done-when=SELECT 1 FROM app.users WHERE email IS NULL LIMIT 1.");
        }
    }

    private void checkStatement(int statements, @Nullable SqlStatement statement) {
        if (statements != 1 || statement == null) {
            add(
                    this.directives.positionOf(BackfillDirectives.BATCHES),
                    "'batches' is for one statement, but the file has " + (statements == 0 ? "none" : statements),
                    "Keep the one statement that runs in batches, and move the others to a migration of their own.",
                    STATEMENT);
            return;
        }
        String verb = verb(statement);
        if (!CHANGES.contains(verb)) {
            add(
                    statement.position(),
                    "a " + (verb.isEmpty() ? "statement" : verb)
                            + " cannot run in batches: the server does not tell how" + " many rows it changed",
                    "Write one INSERT, UPDATE, DELETE or MERGE.",
                    STATEMENT);
            return;
        }
        List<Word> words = EveryWord.of(statement.text());
        if (EveryWord.follow(words, "SKIP", "LOCKED")) {
            add(
                    statement.position(),
                    "SKIP LOCKED leaves out rows that another session has locked, and never comes back to them",
                    "Remove FOR UPDATE SKIP LOCKED: a batch that meets a lock is tried again.",
                    ENDLESS);
        }
        if (this.directives
                .find(BackfillDirectives.BATCHES)
                .orElseThrow()
                .value()
                .isEmpty()) {
            checkRepeated(statement, verb, words);
        } else {
            checkRange(statement, verb, words);
        }
    }

    /** The verb of the statement itself, not of a statement in its WITH. */
    private static String verb(SqlStatement statement) {
        return statement.words().stream().filter(VERBS::contains).findFirst().orElse("");
    }

    /** Whether a statement that runs until it changes no row gets to that point, and not before the work is done. */
    private void checkRepeated(SqlStatement statement, String verb, List<Word> words) {
        if (verb.equals("DELETE")) {
            return;
        }
        boolean selects = words.stream().anyMatch(word -> word.is("SELECT"));
        if (!verb.equals("INSERT") || !selects || !moves(words) && !excludes(words)) {
            add(
                    statement.position(),
                    "is repeated until it changes no row, and " + article(verb)
                            + (verb.equals("INSERT")
                                    ? " without an anti-join inserts the same rows again"
                                    : " may never get there, or overwrite what the application has written meanwhile"),
                    "Name a column: -- applied-set: batches=schema.table.column. Only DELETE, and INSERT ... SELECT with"
                            + " WHERE NOT EXISTS, run without one.",
                    ENDLESS);
        }
    }

    private static boolean moves(List<Word> words) {
        return EveryWord.follow(words, "DELETE", "FROM");
    }

    /** Whether it has an anti-join, which leaves out existing rows. */
    private static boolean excludes(List<Word> words) {
        return EveryWord.follow(words, "NOT", "EXISTS")
                || EveryWord.follow(words, "NOT", "IN")
                || words.stream().anyMatch(word -> word.is("EXCEPT"))
                || words.stream().anyMatch(word -> word.is("JOIN")) && EveryWord.follow(words, "IS", "NULL");
    }

    private static String article(String verb) {
        return (verb.equals("INSERT") || verb.equals("UPDATE") ? "an " : "a ") + verb;
    }

    private void checkRange(SqlStatement statement, String verb, List<Word> words) {
        List<Integer> from = places(words, "'applied_set.batch_from'");
        List<Integer> to = places(words, "'applied_set.batch_to'");
        if (from.isEmpty() || to.isEmpty()) {
            String key = this.directives.column().map(BatchColumn::column).orElse("id");
            add(
                    statement.position(),
                    "does not use the range of its batch, so each batch would change every row",
                    "Add to its WHERE: " + key
                            + " BETWEEN current_setting('applied_set.batch_from')::bigint\n"
                            + "    AND current_setting('applied_set.batch_to')::bigint",
                    STATEMENT);
            return;
        }
        BatchColumn column = this.directives.column().orElse(null);
        if (column == null) {
            return;
        }
        RowsChangedMeanwhile meanwhile = new RowsChangedMeanwhile(verb, words, statement.text(), column);
        boolean rechecks = verb.equals("INSERT")
                || verb.equals("MERGE") && from.stream().noneMatch(meanwhile::isRead)
                || from.contains(0) && to.contains(0)
                || from.stream().allMatch(subquery -> RowsChangedMeanwhile.locksRows(words, subquery));
        if (!rechecks) {
            add(
                    statement.position(),
                    "has its range in a subquery only, so it would overwrite what the application writes to a row while the"
                            + " batch waits for it",
                    "Put the range and the conditions into the " + (verb.equals("MERGE") ? "ON" : "WHERE") + " of the "
                            + verb + " itself: PostgreSQL checks them again after it has waited for a row.",
                    STATEMENT);
        } else if (meanwhile.areOverwritten()) {
            add(
                    statement.position(),
                    "finds its rows by reading the table that it changes once more, so it would overwrite what the application"
                            + " writes to a row while the batch waits for it",
                    verb.equals("INSERT")
                            ? "Put the conditions behind DO UPDATE SET, too, as its WHERE: PostgreSQL checks that on the row as it"
                                    + " is then."
                            : "Put the conditions into the " + (verb.equals("MERGE") ? "ON" : "WHERE") + " of the "
                                    + verb
                                    + " itself: PostgreSQL checks them again after it has waited for a row. Or lock the rows"
                                    + " where they are found, with FOR UPDATE.",
                    STATEMENT);
        }
        if (verb.equals("INSERT")
                && this.directives.find(BackfillDirectives.DONE_WHEN).isPresent()
                && !moves(words)
                && !excludes(words)
                && !EveryWord.follow(words, "ON", "CONFLICT")) {
            add(
                    statement.position(),
                    "would insert the same rows again: the batches go through the table once more while done-when finds a row",
                    "Leave out what is there already, with WHERE NOT EXISTS or ON CONFLICT DO NOTHING; or remove done-when.",
                    STATEMENT);
        }
        if (limits(words)) {
            add(
                    statement.position(),
                    "has a LIMIT, which leaves out rows of its range and never comes back to them",
                    "Remove the LIMIT: the range limits the batch (-- applied-set: batch-size=1000).",
                    STATEMENT);
        }
    }

    /** The subqueries that contain a string, 0 for the statement itself. */
    private static List<Integer> places(List<Word> words, String string) {
        return words.stream()
                .filter(word -> word.text().toLowerCase(Locale.ROOT).equals(string))
                .map(Word::subquery)
                .toList();
    }

    /** A subquery for one row has a limit of 1. */
    private static boolean limits(List<Word> words) {
        for (int i = 1; i < words.size(); i++) {
            String number = words.get(i).text();
            boolean limit = words.get(i - 1).is("LIMIT")
                    || i > 1
                            && words.get(i - 2).is("FETCH")
                            && Set.of("FIRST", "NEXT").contains(words.get(i - 1).text());
            if (limit
                    && !number.equals("1")
                    && !number.equals("ALL")
                    && !Set.of("ROW", "ROWS").contains(number)) {
                return true;
            }
        }
        return false;
    }

    private void add(Directive directive, String reason, String remedy) {
        add(directive.position(), "directive '" + directive + "' " + reason, remedy, DIRECTIVE);
    }

    private void add(Position position, String reason, String remedy, String anchor) {
        this.problems.add(new ScriptProblem(position, reason, remedy, anchor));
    }
}
