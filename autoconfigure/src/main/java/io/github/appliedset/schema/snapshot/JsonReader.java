package io.github.appliedset.schema.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the part of JSON that snapshots need: no fractions, no null, no duplicate keys. */
final class JsonReader {

    private static final int END = -1;
    private static final int DEEPEST = 8;

    private final String text;
    private int at;
    private int line = 1;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static Json read(String text) {
        JsonReader reader = new JsonReader(text);
        Json value = reader.value();
        if (reader.peek() != END) {
            throw reader.error("unexpected text after the end of the value");
        }
        return value;
    }

    private Json value() {
        int next = peek();
        int begin = this.line;
        return switch (next) {
            case '{' -> members(begin);
            case '[' -> items(begin);
            case '"' -> new Json.Text(string(), begin);
            case 't', 'f' -> new Json.Flag(word().equals("true"), begin);
            case END -> throw error("unexpected end of the text");
            default -> new Json.Whole(number(), begin);
        };
    }

    private Json members(int begin) {
        enter();
        Map<String, Json> members = new LinkedHashMap<>();
        if (!skip('}')) {
            do {
                if (peek() != '"') {
                    throw error("expected a key in quotes");
                }
                int ofKey = this.line;
                String key = string();
                expect(':');
                if (members.put(key, value()) != null) {
                    throw new Json.SyntaxException(ofKey, "duplicate key \"" + key + "\"");
                }
            } while (skip(','));
            expect('}');
        }
        this.depth--;
        return new Json.Members(members, begin);
    }

    private Json items(int begin) {
        enter();
        List<Json> items = new ArrayList<>();
        if (!skip(']')) {
            do {
                items.add(value());
            } while (skip(','));
            expect(']');
        }
        this.depth--;
        return new Json.Items(items, begin);
    }

    private void enter() {
        this.at++;
        if (++this.depth > DEEPEST) {
            throw error("values are nested too deeply");
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        this.at++;
        while (true) {
            int next = this.at < this.text.length() ? this.text.charAt(this.at++) : END;
            if (next == '"') {
                return string.toString();
            }
            if (next == END || next == '\n') {
                this.at--;
                throw error("unterminated string");
            }
            string.append(next == '\\' ? escaped() : (char) next);
        }
    }

    private char escaped() {
        int next = this.at < this.text.length() ? this.text.charAt(this.at++) : END;
        return switch (next) {
            case '"', '\\', '/' -> (char) next;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> throw error("unknown escape after a backslash");
        };
    }

    private char unicode() {
        try {
            char character = (char) Integer.parseInt(this.text.substring(this.at, this.at + 4), 16);
            this.at += 4;
            return character;
        } catch (IndexOutOfBoundsException | NumberFormatException notHexadecimal) {
            throw error("\\u is not followed by four hexadecimal digits");
        }
    }

    private String word() {
        for (String word : List.of("true", "false")) {
            if (this.text.startsWith(word, this.at)) {
                this.at += word.length();
                return word;
            }
        }
        throw error("not a JSON value");
    }

    private long number() {
        int begin = this.at;
        while (this.at < this.text.length() && "-0123456789".indexOf(this.text.charAt(this.at)) >= 0) {
            this.at++;
        }
        try {
            return Long.parseLong(this.text.substring(begin, this.at));
        } catch (NumberFormatException other) {
            throw error("not a JSON value that a snapshot can have");
        }
    }

    private void expect(char wanted) {
        if (!skip(wanted)) {
            throw error(
                    peek() == END
                            ? "unexpected end of the text, expected '" + wanted + "'"
                            : "expected '" + wanted + "'");
        }
    }

    private boolean skip(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        this.at++;
        return true;
    }

    /** The next character after white space, which is skipped. */
    private int peek() {
        while (this.at < this.text.length()) {
            char next = this.text.charAt(this.at);
            if (next == '\n') {
                this.line++;
            } else if (next != ' ' && next != '\t' && next != '\r') {
                return next;
            }
            this.at++;
        }
        return END;
    }

    private Json.SyntaxException error(String message) {
        return new Json.SyntaxException(this.line, message);
    }
}
