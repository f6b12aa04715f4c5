package io.github.appliedset.script;

import io.github.appliedset.script.EveryWord.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether a statement chooses rows in a subquery over the table that it changes, and does not lock them there. PostgreSQL waits
 * for a row that the application has changed, and then changes or deletes it although the subquery would no longer find it,
 * unless the whole batch sees one snapshot: it checks the row that it waited for again, but not what the subquery has read.
 * The same applies to another reference to the table, which is not locked either. Only the server knows whether two names
 * mean the same rows, such as a table and a view of it.
 */
final class RowsFoundUnlocked {

    private static final Set<String> CLAUSES = Set.of("SET", "FROM", "WHERE", "USING", "ON", "WITH", "RETURNING");
    /** What precedes an UPDATE that is not a statement. */
    private static final Set<String> NO_STATEMENT = Set.of("FOR", "KEY", "DO", "THEN");

    private final List<Word> words;

    RowsFoundUnlocked(List<Word> words) {
        this.words = words;
    }

    /** Whether a DELETE or UPDATE does so, the statement itself or one in its WITH, judging by the names. */
    boolean anywhere() {
        return pairs().stream().anyMatch(pair -> isSame(pair.changed(), pair.read()));
    }

    /** The tables that it changes, each with one that it reads in this way under another name. */
    List<ReadBeside> underOtherNames() {
        return pairs().stream()
                .map(pair -> new ReadBeside(sql(pair.changed()), sql(pair.read())))
                .distinct()
                .toList();
    }

    /** Where the names of two tables are. */
    private record Pair(int changed, int read) {}

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < this.words.size(); i++) {
            if (isChange(i)) {
                int changed = table(is(i, "DELETE") ? i + 2 : i + 1);
                int own = this.words.get(i).subquery();
                for (int place = 0; place < this.words.size(); place++) {
                    if (EveryWord.isRead(this.words, place)
                            && !is(place, "ONLY")
                            && isReadUnlocked(place, changed, own)) {
                        pairs.add(new Pair(changed, place));
                    }
                }
            }
        }
        return pairs;
    }

    private boolean isReadUnlocked(int place, int changed, int own) {
        int subquery = this.words.get(place).subquery();
        return subquery == own ? place > changed : !locks(subquery) && !isValue(subquery, own);
    }

    private boolean isChange(int place) {
        return is(place, "DELETE") && is(place + 1, "FROM")
                || is(place, "UPDATE") && (place == 0 || !NO_STATEMENT.contains(text(place - 1)));
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

    private String sql(int place) {
        return IntStream.rangeClosed(place, last(place))
                .mapToObj(part -> '"' + name(part).replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
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

    /** With {@code OF}, a lock may be on the rows of another table. */
    private boolean locks(int subquery) {
        List<Word> inside =
                this.words.stream().filter(word -> word.subquery() == subquery).toList();
        return RowsChangedMeanwhile.locksRows(this.words, subquery) && !EveryWord.follow(inside, "UPDATE", "OF");
    }

    /** Values that are written find no rows. */
    private boolean isValue(int subquery, int own) {
        int first = 0;
        while (this.words.get(first).subquery() != subquery) {
            first++;
        }
        for (int i = first; i >= 0; i--) {
            if (this.words.get(i).subquery() == own && CLAUSES.contains(text(i))) {
                return is(i, "SET");
            }
        }
        return false;
    }
}
