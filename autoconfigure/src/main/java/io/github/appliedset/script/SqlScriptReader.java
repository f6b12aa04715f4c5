package io.github.appliedset.script;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits a script into statements where {@code psql} would, one at a time, so that a large file needs no more memory
 * than its largest statement.
 *
 * <p>Knows quoted strings with and without backslash escapes, quoted identifiers, dollar quotes, nested comments,
 * parentheses and the bodies of SQL-standard functions. Rules:
 * <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">PostgreSQL, Lexical Structure</a>.
 */
public final class SqlScriptReader {

    private static final Set<List<String>> BEFORE_ROUTINE =
            Set.of(List.of("CREATE"), List.of("CREATE", "OR", "REPLACE"));

    private final CharSource in;
    private ScriptDirectives directives = ScriptDirectives.NONE;
    private boolean anyStatement;
    private @Nullable CopyData copyData;

    private final StringBuilder text = new StringBuilder();
    private final List<String> words = new ArrayList<>();
    private Position start = Position.START;
    private int firstToken;
    private int parentheses;
    private boolean inBody;
    private boolean definesRoutine;
    /** The last token if it is an unquoted word outside parentheses, in upper case, or a semicolon; otherwise empty. */
    private String previous = "";

    private boolean returning;

    public SqlScriptReader(Reader reader) throws IOException {
        this.in = new CharSource(reader);
    }

    /** The directives read so far; complete once the first statement has been read. */
    public ScriptDirectives directives() {
        return this.directives;
    }

    /**
     * The data after the {@code COPY ... FROM STDIN} that {@link #next} has just returned, up to the line {@code \.}.
     * Data left unread is skipped.
     */
    public Reader copyData() {
        if (this.copyData == null) {
            throw new IllegalStateException("the last statement was not a COPY FROM STDIN");
        }
        return this.copyData;
    }

    /**
     * Reads to the end of the next statement.
     *
     * @return the statement, or null at the end of the script
     * @throws ScriptException if the text cannot be split from here on
     */
    public @Nullable SqlStatement next() throws IOException, ScriptException {
        finishCopyData();
        startStatement();
        while (true) {
            int character = this.in.peek();
            if (character == CharSource.END || character == ';' && this.parentheses == 0 && !this.inBody) {
                boolean ended = this.in.take() == CharSource.END;
                if (this.firstToken >= 0) {
                    return endStatement();
                }
                if (ended) {
                    return null;
                }
                startStatement();
            } else if (isWhitespace(character)) {
                takeWhitespace();
            } else if (character == '-' && this.in.peekSecond() == '-') {
                takeLineComment();
            } else if (character == '/' && this.in.peekSecond() == '*') {
                takeBlockComment();
            } else if (character == '\\') {
                takeMetaCommand();
            } else {
                takeToken(character);
            }
        }
    }

    private void startStatement() {
        this.text.setLength(0);
        this.words.clear();
        this.firstToken = -1;
        this.parentheses = 0;
        this.inBody = false;
        this.definesRoutine = false;
        this.previous = "";
        this.returning = false;
    }

    private SqlStatement endStatement() throws IOException, ScriptException {
        this.anyStatement = true;
        int end = this.text.length();
        while (isWhitespace(this.text.charAt(end - 1))) {
            end--;
        }
        SqlStatement statement =
                new SqlStatement(this.text.substring(0, end), this.start, this.firstToken, this.words, this.returning);
        if (statement.copiesFromStdin()) {
            skipRestOfLine(statement);
            this.copyData = new CopyData(this.in, statement.position());
        }
        return statement;
    }

    private void skipRestOfLine(SqlStatement copy) throws IOException, ScriptException {
        Position position = this.in.position();
        StringBuilder rest = new StringBuilder();
        for (int taken = this.in.take(); taken != '\n' && taken != CharSource.END; taken = this.in.take()) {
            rest.append((char) taken);
        }
        if (!rest.toString().isBlank() && !rest.toString().strip().startsWith("--")) {
            throw new ScriptException(
                    position,
                    "text after the COPY ... FROM STDIN at " + copy.position(),
                    "Start the data on the next line.",
                    "copy-data");
        }
    }

    private void finishCopyData() throws IOException {
        if (this.copyData != null) {
            this.copyData.transferTo(Writer.nullWriter());
            this.copyData = null;
        }
    }

    private void takeWhitespace() throws IOException, ScriptException {
        if (this.text.isEmpty()) {
            this.in.take();
        } else {
            take();
        }
    }

    private void takeLineComment() throws IOException, ScriptException {
        Position position = this.in.position();
        StringBuilder comment = new StringBuilder();
        this.in.takeLine(comment);
        refuseNul();
        var directive = ScriptDirectives.in(comment.toString());
        if (directive.isPresent()) {
            boolean isWithin = this.firstToken >= 0;
            if (isWithin || this.anyStatement) {
                throw new ScriptException(
                        position,
                        "directive '" + directive.get() + "' "
                                + (isWithin ? "stands inside a statement" : "comes after a statement"),
                        "Move it above the first statement: it applies to the whole file.",
                        "invalid-directive");
            }
            this.directives = this.directives.with(directive.get(), position);
        }
        if (!this.text.isEmpty()) {
            this.text.append(comment);
        }
    }

    private void takeBlockComment() throws IOException, ScriptException {
        Position position = begin();
        int depth = 0;
        do {
            int character = take();
            if (character == CharSource.END) {
                throw unterminated(position, "comment", "*/");
            } else if (character == '/' && this.in.peek() == '*') {
                take();
                depth++;
            } else if (character == '*' && this.in.peek() == '/') {
                take();
                depth--;
            }
        } while (depth > 0);
    }

    private void takeMetaCommand() throws IOException, ScriptException {
        Position position = this.in.position();
        StringBuilder command = new StringBuilder();
        while (this.in.peek() != '\n' && this.in.peek() != CharSource.END) {
            command.append((char) this.in.take());
        }
        String line = command.toString().strip();
        // pg_dump frames its output with these since August 2025; only psql needs them.
        boolean framing = line.startsWith("\\restrict ") || line.startsWith("\\unrestrict ");
        if (!framing || this.firstToken >= 0) {
            throw new ScriptException(
                    position,
                    "'" + line.split("\\s", 2)[0] + "' is a psql command, not SQL",
                    "Remove it, or replace it with SQL; data can follow a COPY ... FROM STDIN.",
                    "psql-command");
        }
    }

    private void takeToken(int character) throws IOException, ScriptException {
        Position position = begin();
        if (this.firstToken < 0) {
            this.firstToken = this.text.length();
        }
        String before = this.previous;
        this.previous = character == ';' && this.parentheses == 0 ? ";" : "";
        if (isIdentifierStart(character)) {
            takeWord(this.text.length(), position, before);
        } else if (character >= '0' && character <= '9') {
            takeNumber();
        } else if (character == '\'') {
            takeQuoted('\'', false, position);
        } else if (character == '"') {
            takeQuoted('"', false, position);
        } else if (character == '$') {
            takeDollar(position, before);
        } else {
            take();
            if (character == '(') {
                this.parentheses++;
            } else if (character == ')' && this.parentheses > 0) {
                this.parentheses--;
            }
        }
    }

    /** Also takes letters and dollar signs that directly follow the number: no quote begins there. */
    private void takeNumber() throws IOException, ScriptException {
        while (isDigit(this.in.peek())) {
            take();
        }
        if (isIdentifierStart(this.in.peek())) {
            takeIdentifierParts();
        }
    }

    private void takeIdentifierParts() throws IOException, ScriptException {
        while (isIdentifierPart(this.in.peek())) {
            take();
        }
    }

    /** Takes the rest of a word whose beginning, from the given index of the text, is already taken. */
    private void takeWord(int from, Position position, String before) throws IOException, ScriptException {
        takeIdentifierParts();
        String word = this.text.substring(from);
        if (word.equalsIgnoreCase("E") && this.in.peek() == '\'') {
            takeQuoted('\'', true, position);
        } else if (this.parentheses == 0) {
            note(inCapitals(word), before);
        }
    }

    /** As in PostgreSQL, a word with a non-ASCII letter is not a keyword, even if its upper case is ASCII. */
    private static String inCapitals(String word) {
        return word.chars().allMatch(character -> character < 0x80) ? word.toUpperCase(Locale.ROOT) : word;
    }

    /**
     * Also tracks the body of {@code CREATE FUNCTION ... BEGIN ATOMIC ...; END}, whose semicolons end no statement.
     *
     * <p>The body ends with an {@code END} where a statement could begin: any other one belongs to a {@code CASE}, or is a
     * name, as {@code begin} and {@code atomic} alone are. psql counts words instead, including names.
     */
    private void note(String word, String before) {
        if (this.words.size() < SqlStatement.WORDS) {
            this.definesRoutine |=
                    (word.equals("FUNCTION") || word.equals("PROCEDURE")) && BEFORE_ROUTINE.contains(this.words);
            this.words.add(word);
        }
        this.returning |= !this.inBody && word.equals("RETURNING");
        if (this.inBody) {
            this.inBody = !(word.equals("END") && (before.equals(";") || before.equals("ATOMIC")));
        } else {
            this.inBody = this.definesRoutine && before.equals("BEGIN") && word.equals("ATOMIC");
        }
        this.previous = word;
    }

    private void takeQuoted(char quote, boolean backslashEscapes, Position position)
            throws IOException, ScriptException {
        take();
        while (true) {
            int character = take();
            if (character == CharSource.END) {
                throw unterminated(position, quote == '"' ? "quoted identifier" : "quoted string", "" + quote);
            } else if (character == '\\' && backslashEscapes) {
                take();
            } else if (character == quote) {
                if (this.in.peek() == quote) {
                    take();
                } else if (!backslashEscapes || !continuesOnNextLine()) {
                    return;
                }
            }
        }
    }

    /**
     * A string continues in the same way after a line break: {@code E'a' -- why <newline> 'b'}. Takes everything up to
     * the next quote.
     *
     * <p>PostgreSQL does this, so psql, which forgets the escapes at the line break, is not a model here.
     */
    private boolean continuesOnNextLine() throws IOException, ScriptException {
        boolean lineBreak = false;
        while (true) {
            int character = this.in.peek();
            if (isWhitespace(character)) {
                lineBreak |= character == '\n' || character == '\r';
                take();
            } else if (character == '-' && this.in.peekSecond() == '-') {
                takeLineComment();
            } else {
                break;
            }
        }
        if (lineBreak && this.in.peek() == '\'') {
            take();
            return true;
        }
        return false;
    }

    private void takeDollar(Position position, String before) throws IOException, ScriptException {
        int from = this.text.length();
        take();
        Position afterDollar = this.in.position();
        if (isIdentifierStart(this.in.peek())) {
            while (isIdentifierStart(this.in.peek()) || isDigit(this.in.peek())) {
                take();
            }
            if (this.in.peek() != '$') {
                takeWord(from + 1, afterDollar, before);
                return;
            }
        }
        if (this.in.peek() != '$') {
            return;
        }
        take();
        String tag = this.text.substring(from);
        int bodyFrom = this.text.length();
        while (!endsWith(tag, bodyFrom)) {
            if (take() == CharSource.END) {
                throw unterminated(position, "dollar-quoted string", tag);
            }
        }
    }

    private boolean endsWith(String tag, int bodyFrom) {
        int at = this.text.length() - tag.length();
        if (at < bodyFrom || this.text.charAt(this.text.length() - 1) != '$') {
            return false;
        }
        return this.text.indexOf(tag, at) == at;
    }

    /** Records where the text of the statement begins, if this is its first character. */
    private Position begin() {
        Position position = this.in.position();
        if (this.text.isEmpty()) {
            this.start = position;
        }
        return position;
    }

    private int take() throws IOException, ScriptException {
        refuseNul();
        int taken = this.in.take();
        if (taken != CharSource.END) {
            this.text.append((char) taken);
        }
        return taken;
    }

    private void refuseNul() throws IOException, ScriptException {
        if (this.in.peek() == 0) {
            throw new ScriptException(
                    this.in.position(),
                    "contains a NUL character",
                    "Remove it: PostgreSQL cannot store it.",
                    "nul-character");
        }
    }

    private static ScriptException unterminated(Position position, String what, String end) {
        return new ScriptException(
                position, "unterminated " + what, "Add the closing " + end + ".", "unterminated-text");
    }

    private static boolean isWhitespace(int character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isIdentifierStart(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character == '_'
                || character >= 0x80;
    }

    private static boolean isIdentifierPart(int character) {
        return isIdentifierStart(character) || isDigit(character) || character == '$';
    }
}
