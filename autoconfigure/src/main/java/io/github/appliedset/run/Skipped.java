package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.ObjectNames;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A migration whose effects a dry run lacks, as a possible cause of later failures.
 *
 * @param label which one
 * @param reach what it would have changed
 * @param names the objects that its statements name; empty for a Java class
 */
record Skipped(String label, Reach reach, Set<String> names) {

    /** What a migration that did not run would have changed. */
    enum Reach {
        /** Nothing but speed. */
        SPEED,
        /** It only builds indexes. */
        INDEXES,
        /** It only builds indexes, and one of them is a key. */
        KEYS,
        /** It failed, so nothing would run after it. */
        FAILED,
        /** Anything. */
        ANYTHING
    }

    static Skipped of(Migration migration) {
        return of(migration.label(), migration.up());
    }

    static Skipped of(RepeatableMigration migration) {
        return of("repeatable " + migration.label(), migration.file());
    }

    private static Skipped of(String label, MigrationFile file) {
        if (file.isCode()) {
            return new Skipped(label, Reach.ANYTHING, Set.of());
        }
        Set<String> names = new HashSet<>();
        Reach reach = Reach.SPEED;
        try (var content = file.content().open()) {
            SqlScriptReader script = new SqlScriptReader(ScriptText.reader(content));
            for (SqlStatement statement = script.next(); statement != null; statement = script.next()) {
                names.addAll(ObjectNames.of(statement));
                reach = wider(reach, reachOf(statement));
            }
        } catch (IOException | ScriptException changedMeanwhile) {
            reach = Reach.ANYTHING;
        }
        return new Skipped(label, reach, names);
    }

    /** The same, after it was tried and failed. */
    Skipped failed() {
        return new Skipped(this.label, Reach.FAILED, this.names);
    }

    private static Reach reachOf(SqlStatement statement) {
        if (statement.isMaintenance()) {
            return Reach.SPEED;
        }
        if (!statement.buildsAnIndex()) {
            return Reach.ANYTHING;
        }
        return statement.words().contains("UNIQUE") ? Reach.KEYS : Reach.INDEXES;
    }

    private static Reach wider(Reach one, Reach other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Whether the failure may be one that would not have happened after this migration. */
    boolean mayExplain(UnexplainedFailure failure) {
        return switch (this.reach) {
            case SPEED -> failure.is(SqlState.QUERY_CANCELED);
            case INDEXES -> mayBeForAnIndex(failure);
            // A copied index (LIKE ... INCLUDING ALL) has another name.
            case KEYS ->
                mayBeForAnIndex(failure)
                        || failure.is(SqlState.INVALID_FOREIGN_KEY)
                        || failure.is(SqlState.INVALID_COLUMN_REFERENCE);
            case FAILED -> namesAmong(failure.words()) > 0;
            case ANYTHING -> true;
        };
    }

    private boolean mayBeForAnIndex(UnexplainedFailure failure) {
        return failure.is(SqlState.QUERY_CANCELED) || failure.isOutOfSight() || namesAmong(failure.words()) > 0;
    }

    /** How many of its names are among these; an index without a name of its own is called after its table. */
    long namesAmong(Set<String> words) {
        return this.names.stream()
                .filter(name -> words.contains(name)
                        || words.stream().anyMatch(word -> word.startsWith(name + "_") && word.endsWith("_idx")))
                .count();
    }

    /** How well it explains the failure: names in the message count before those in the statement. */
    long score(UnexplainedFailure failure) {
        return Stream.of(failure.quoted(), failure.words())
                .mapToLong(this::namesAmong)
                .reduce(0, (message, statement) -> message * 1000 + statement);
    }
}
