package io.github.appliedset.schema;

import java.util.List;

/** The value of an {@link Attribute}. Its text is for people. */
public sealed interface AttributeValue {

    /** A string, of one line or more. */
    record Text(String text) implements AttributeValue {

        @Override
        public String toString() {
            return this.text;
        }
    }

    /** True; false is left out. */
    record Flag() implements AttributeValue {

        @Override
        public String toString() {
            return "true";
        }
    }

    /** A whole number. */
    record Whole(long number) implements AttributeValue {

        @Override
        public String toString() {
            return Long.toString(this.number);
        }
    }

    /** Strings in an order that is significant, or at least stable. */
    record Items(List<String> items) implements AttributeValue {

        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return "[" + String.join(", ", this.items) + "]";
        }
    }
}
