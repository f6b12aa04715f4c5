package io.github.appliedset.script;

import io.github.appliedset.script.EveryWord.Word;
import java.util.List;
import java.util.Set;

/**
 * Whether a statement chooses rows in a subquery over the table that it changes, and does not lock them there. PostgreSQL waits
 * for a row that the application has changed, and then changes or deletes it though the subquery would not find it any
 * more, unless the whole batch sees one snapshot. Only names are looked at: a view of the table counts as another one.
 */
final class RowsFoundUnlocked {

    private static final Set<String> READS = Set.of("FROM", "JOIN", "USING");
    private static final Set<String> CLAUSES = Set.of("SET", "FROM", "WHERE", "USING", "ON", "WITH", "RETURNING");
    /** What stands before an UPDATE that is no statement. */
    private static final Set<String> NO_STATEMENT = Set.of("FOR", "KEY", "DO", "THEN");

    private final List<Word> words;

    RowsFoundUnlocked(List<Word> words) {
        this.words = words;
    }

    /** Whether a DELETE or UPDATE does, the statement itself or one in its WITH. */
    boolean anywhere() {
        for (int i = 0; i < this.words.size(); i++) {
            if (isChange(i) && readsUnlocked(i)) {
                return true;
            }
        }
        return false;
    }

    private boolean isChange(int place) {
        return is(place, "DELETE") && is(place + 1, "FROM")
                || is(place, "UPDATE") && (place == 0 || !NO_STATEMENT.contains(text(place - 1)));
    }

    private boolean readsUnlocked(int verb) {
        int own = this.words.get(verb).subquery();
        int changed = table(is(verb, "DELETE") ? verb + 2 : verb + 1);
        for (int i = 0; i < this.words.size(); i++) {
            int subquery = this.words.get(i).subquery();
            if (subquery != own
                    && READS.contains(text(i))
                    && isSame(changed, table(i + 1))
                    && chooses(own)
                    && !RowsChangedMeanwhile.locksRows(this.words, subquery)
                    && !isValueOrExists(subquery, own)) {
                return true;
            }
        }
        return false;
    }

    private boolean is(int place, String word) {
        return text(place).equals(word);
    }

    private String text(int place) {
        return place >= 0 && place < this.words.size() ? this.words.get(place).text() : "";
    }

    /** The place of the first part of a name. */
    private int table(int place) {
        return is(place, "ONLY") ? place + 1 : place;
    }

    private boolean isSame(int one, int other) {
        int first = last(one);
        int second = last(other);
        return second < this.words.size()
                && name(first).equals(name(second))
                && (first == one || second == other || name(one).equals(name(other)));
    }

    private String name(int place) {
        return place < this.words.size() ? this.words.get(place).name() : "";
    }

    private int last(int place) {
        int last = place;
        while (last + 1 < this.words.size() && this.words.get(last + 1).qualified()) {
            last++;
        }
        return last;
    }

    /** A subquery without a condition finds every row, whatever it holds. */
    private boolean chooses(int own) {
        return this.words.stream().anyMatch(word -> word.subquery() > 0 && word.subquery() != own && word.is("WHERE"));
    }

    /** What is written finds no rows, and PostgreSQL asks EXISTS about the row as it is then. */
    private boolean isValueOrExists(int subquery, int own) {
        int first = 0;
        while (this.words.get(first).subquery() != subquery) {
            first++;
        }
        if (is(first - 1, "EXISTS")) {
            return true;
        }
        for (int i = first; i >= 0; i--) {
            if (this.words.get(i).subquery() == own && CLAUSES.contains(text(i))) {
                return is(i, "SET");
            }
        }
        return false;
    }
}
