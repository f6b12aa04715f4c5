package io.github.appliedset.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a statement with their places in it, including those inside parentheses; not those in strings, quoted names
 * and comments. Strings and quoted names count as words that begin with a quote.
 */
final class EveryWord {

    /**
     * One word.
     *
     * @param text in upper case; a string or a quoted name as it was written
     * @param subquery the number of the innermost parentheses around it that begin with a query; 0 outside them
     * @param qualified whether a dot precedes it
     * @param listed whether a comma precedes it
     */
    record Word(String text, int subquery, boolean qualified, boolean listed) {

        boolean is(String word) {
            return this.text.equals(word);
        }

        /** As PostgreSQL stores it, if it is a name. */
        String name() {
            return this.text.startsWith("\"") && this.text.length() > 1
                    ? this.text.substring(1, this.text.length() - 1).replace("\"\"", "\"")
                    : this.text.toLowerCase(Locale.ROOT);
        }
    }

    private static final Set<String> READS = Set.of("FROM", "JOIN", "USING");

    /** Words that a list of tables may follow, and words that show that a list is not one. */
    private static final Set<String> LISTS = Set.of("FROM", "JOIN", "USING", "ON");

    private static final Set<String> CLAUSES = Set.of(
            "FROM",
            "JOIN",
            "USING",
            "ON",
            "SELECT",
            "SET",
            "WHERE",
            "GROUP",
            "HAVING",
            "WINDOW",
            "ORDER",
            "RETURNING",
            "VALUES",
            "INTO",
            "WITH");

    private final String sql;
    private final List<Word> words = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>(List.of(0));
    private int subqueries;
    private boolean behindDot;
    private boolean behindComma;
    private int at;

    private EveryWord(String sql) {
        this.sql = sql;
    }

    static List<Word> of(String sql) {
        EveryWord reader = new EveryWord(sql);
        while (reader.at < sql.length()) {
            reader.take();
        }
        return reader.words;
    }

    /**
     * Whether a table that is read may be at a place: after FROM, JOIN or USING, with or without ONLY, or later in such a
     * list.
     */
    static boolean isRead(List<Word> words, int place) {
        if (place < 1 || place >= words.size()) {
            return false;
        }
        int subquery = words.get(place).subquery();
        Word before = words.get(place - 1);
        if (before.is("ONLY") && place > 1) {
            return isRead(words, place - 1);
        }
        if (before.subquery() == subquery && READS.contains(before.text())) {
            return true;
        }
        if (!words.get(place).listed()) {
            return false;
        }
        for (int i = place - 1; i >= 0; i--) {
            if (words.get(i).subquery() == subquery
                    && CLAUSES.contains(words.get(i).text())) {
                return LISTS.contains(words.get(i).text());
            }
        }
        return false;
    }

    /** Whether two words follow each other somewhere. */
    static boolean follow(List<Word> words, String first, String second) {
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).is(first) && words.get(i).is(second)) {
                return true;
            }
        }
        return false;
    }

    private void take() {
        char character = this.sql.charAt(this.at);
        if (this.sql.startsWith("--", this.at)) {
            skipTo("\n");
        } else if (this.sql.startsWith("/*", this.at)) {
            skipComment();
        } else if (character == '\'') {
            int from = this.at;
            skipQuoted('\'', from > 0 && Character.toUpperCase(this.sql.charAt(from - 1)) == 'E');
            add(this.sql.substring(from, this.at));
        } else if (character == '"') {
            int from = this.at;
            do {
                skipQuoted('"', false);
            } while (this.sql.startsWith("\"", this.at));
            add(this.sql.substring(from, this.at));
        } else if (character == '$') {
            skipDollar();
        } else if (character == '(') {
            this.at++;
            this.open.add(beginsQuery() ? ++this.subqueries : current());
        } else if (character == ')') {
            this.at++;
            if (this.open.size() > 1) {
                this.open.remove(this.open.size() - 1);
            }
        } else if (Character.isLetterOrDigit(character) || character == '_') {
            int from = this.at;
            while (this.at < this.sql.length() && isPart(this.sql.charAt(this.at))) {
                this.at++;
            }
            add(this.sql.substring(from, this.at).toUpperCase(Locale.ROOT));
        } else {
            this.behindDot |= character == '.';
            this.behindComma |= character == ',';
            this.at++;
        }
    }

    private static boolean isPart(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == '$';
    }

    private void add(String text) {
        this.words.add(new Word(text, current(), this.behindDot, this.behindComma));
        this.behindDot = false;
        this.behindComma = false;
    }

    private int current() {
        return this.open.get(this.open.size() - 1);
    }

    private boolean beginsQuery() {
        return this.sql
                .substring(this.at, Math.min(this.sql.length(), this.at + 1_000))
                .replaceAll("--[^\n]*|(?s)/\\*.*?\\*/", " ")
                .stripLeading()
                .matches("(?is)(select|with|values|table)\\b.*");
    }

    private void skipTo(String end) {
        int found = this.sql.indexOf(end, this.at);
        this.at = found < 0 ? this.sql.length() : found + end.length();
    }

    private void skipComment() {
        int depth = 0;
        do {
            if (this.sql.startsWith("/*", this.at)) {
                depth++;
                this.at += 2;
            } else if (this.sql.startsWith("*/", this.at)) {
                depth--;
                this.at += 2;
            } else {
                this.at++;
            }
        } while (depth > 0 && this.at < this.sql.length());
    }

    private void skipQuoted(char quote, boolean escapes) {
        this.at++;
        while (this.at < this.sql.length() && this.sql.charAt(this.at) != quote) {
            this.at += escapes && this.sql.charAt(this.at) == '\\' ? 2 : 1;
        }
        this.at = Math.min(this.at + 1, this.sql.length());
    }

    private void skipDollar() {
        int from = this.at++;
        while (this.at < this.sql.length() && isPart(this.sql.charAt(this.at)) && this.sql.charAt(this.at) != '$') {
            this.at++;
        }
        if (this.at < this.sql.length() && this.sql.charAt(this.at) == '$') {
            String tag = this.sql.substring(from, ++this.at);
            skipTo(tag);
        }
    }
}
