package io.github.appliedset.script;

import io.github.appliedset.script.EveryWord.Word;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Whether a statement may overwrite what the application writes to a row while the statement waits for it. PostgreSQL then
 * checks the conditions on the row itself again, but uses what a subquery, or another reference to the same table, has read
 * before. Considers only statements that change the table of the batches, and only the names in them.
 */
final class RowsChangedMeanwhile {

    private static final Set<String> CLAUSES = Set.of("SET", "FROM", "WHERE", "USING", "ON", "WHEN", "WITH", "VALUES");

    private final String verb;
    private final List<Word> words;
    private final String schema;
    private final String table;
    private final String key;
    private final boolean comparesKeys;
    private final int target;

    RowsChangedMeanwhile(String verb, List<Word> words, String sql, BatchColumn column) {
        this.verb = verb;
        this.words = words;
        this.schema = column.schema();
        this.table = column.table();
        this.key = column.column();
        String key = "\"?" + Pattern.quote(this.key) + "\"?";
        this.comparesKeys = Pattern.compile(
                        "(?i)(?<!\\w)" + key + "\\s*=\\s*(?:[\\w\"]+\\s*\\.\\s*)?" + key + "(?!\\w)")
                .matcher(sql)
                .find();
        this.target = target();
    }

    /** The place of the verb, if the statement changes the table of the batches; else -1. */
    private int target() {
        for (int i = 0; i < this.words.size(); i++) {
            if (this.words.get(i).subquery() == 0 && this.words.get(i).is(this.verb)) {
                int name = i + 1;
                while (name < this.words.size()
                        && Set.of("FROM", "INTO", "ONLY").contains(text(name))) {
                    name++;
                }
                return isTable(name) ? i : -1;
            }
        }
        return -1;
    }

    private String text(int place) {
        return place < this.words.size() ? this.words.get(place).text() : "";
    }

    private String name(int place) {
        return place < this.words.size() ? this.words.get(place).name() : "";
    }

    private boolean isTable(int place) {
        return name(place).equals(this.table)
                || name(place).equals(this.schema) && name(place + 1).equals(this.table);
    }

    /** Whether conditions are only checked before the statement waits. */
    boolean areOverwritten() {
        if (this.target < 0) {
            return false;
        }
        return this.verb.equals("INSERT")
                ? overwritesConflicts()
                : joinsItself() || subqueries().anyMatch(this::findsRowsBefore);
    }

    /** Whether a subquery reads the table. */
    boolean isRead(int subquery) {
        return this.target >= 0 && readAt(subquery) >= 0;
    }

    private IntStream subqueries() {
        return this.words.stream()
                .mapToInt(Word::subquery)
                .filter(subquery -> subquery > 0)
                .distinct();
    }

    private int readAt(int subquery) {
        // After the name of the table that it changes.
        for (int i = subquery == 0 ? this.target + 4 : 0; i < this.words.size(); i++) {
            if (this.words.get(i).subquery() == subquery && EveryWord.isRead(this.words, i) && isTable(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean joinsItself() {
        return this.comparesKeys && readAt(0) >= 0;
    }

    /** {@code ON CONFLICT DO UPDATE} of rows that it has read: only its own {@code WHERE} is checked on the current row. */
    private boolean overwritesConflicts() {
        for (int i = 1; i < this.words.size(); i++) {
            if (text(i - 1).equals("DO") && text(i).equals("UPDATE")) {
                return (readAt(0) >= 0 || subqueries().anyMatch(this::isRead))
                        && this.words.subList(i, this.words.size()).stream()
                                .noneMatch(word -> word.subquery() == 0 && word.is("WHERE"));
            }
        }
        return false;
    }

    /** Whether it chooses rows of the table by their key, and does not lock them. */
    private boolean findsRowsBefore(int subquery) {
        List<Word> inside =
                this.words.stream().filter(word -> word.subquery() == subquery).toList();
        return isRead(subquery)
                && inside.stream().anyMatch(word -> word.is("WHERE"))
                && !locksRows(this.words, subquery)
                && !isValue(subquery)
                && (this.comparesKeys || !isPrecededBy(subquery, "EXISTS") && selectsKey(inside));
    }

    private boolean selectsKey(List<Word> inside) {
        int from = 0;
        while (from < inside.size() && !inside.get(from).is("FROM")) {
            from++;
        }
        return from <= 1
                || inside.subList(1, from).stream()
                        .limit(3)
                        .anyMatch(word -> word.name().equals(this.key));
    }

    private boolean isPrecededBy(int subquery, String word) {
        int first = first(subquery);
        return first > 0 && text(first - 1).equals(word);
    }

    /** Whether it is part of the values written, and finds no rows. */
    private boolean isValue(int subquery) {
        for (int i = first(subquery); i >= 0; i--) {
            if (this.words.get(i).subquery() == 0 && CLAUSES.contains(text(i))) {
                return text(i).equals("SET");
            }
        }
        return false;
    }

    private int first(int subquery) {
        int first = 0;
        while (this.words.get(first).subquery() != subquery) {
            first++;
        }
        return first;
    }

    /** Whether it locks the rows that it finds, and so reads them as they are. */
    static boolean locksRows(List<Word> words, int subquery) {
        List<Word> inside =
                words.stream().filter(word -> word.subquery() == subquery).toList();
        return EveryWord.follow(inside, "FOR", "UPDATE") || EveryWord.follow(inside, "FOR", "NO");
    }
}
