package io.github.appliedset.schema.snapshot;

import java.util.List;

/** Writes a JSON object in call order: each key and each list item on its own line, indented by two spaces. */
final class JsonText {

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder("{");
    private String indent = "  ";
    private boolean first = true;

    JsonText text(String key, String value) {
        key(key).append(quoted(value));
        return this;
    }

    JsonText whole(String key, long value) {
        key(key).append(value);
        return this;
    }

    JsonText flag(String key) {
        key(key).append("true");
        return this;
    }

    JsonText items(String key, List<String> items) {
        StringBuilder list = key(key).append('[');
        for (int index = 0; index < items.size(); index++) {
            list.append(index == 0 ? "\n" : ",\n")
                    .append(this.indent)
                    .append("  ")
                    .append(quoted(items.get(index)));
        }
        list.append(items.isEmpty() ? "]" : "\n" + this.indent + "]");
        return this;
    }

    /** Begins a nested object. */
    JsonText open(String key) {
        key(key).append('{');
        this.indent += "  ";
        this.first = true;
        return this;
    }

    /** Ends the nested object. */
    JsonText close() {
        this.indent = this.indent.substring(2);
        this.text.append(this.first ? "}" : "\n" + this.indent + "}");
        this.first = false;
        return this;
    }

    private StringBuilder key(String key) {
        this.text.append(this.first ? "\n" : ",\n").append(this.indent);
        this.first = false;
        return this.text.append(quoted(key)).append(": ");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (character < FIRST_PRINTABLE) {
                        quoted.append(String.format("\\u%04x", (int) character));
                    } else {
                        quoted.append(character);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** The whole text, with a line feed at the end. */
    @Override
    public String toString() {
        return this.text + "\n}\n";
    }
}
