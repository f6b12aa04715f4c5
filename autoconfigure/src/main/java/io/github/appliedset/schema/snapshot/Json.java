package io.github.appliedset.schema.snapshot;

import java.util.List;
import java.util.Map;

/** JSON, with the line on which each value begins. */
sealed interface Json {

    int line();

    record Text(String text, int line) implements Json {}

    record Whole(long number, int line) implements Json {}

    record Flag(boolean set, int line) implements Json {}

    record Items(List<Json> items, int line) implements Json {}

    record Members(Map<String, Json> members, int line) implements Json {}

    /** The text is not valid JSON. */
    final class SyntaxException extends RuntimeException {

        private final int line;

        SyntaxException(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return this.line;
        }
    }
}
