package io.github.appliedset.schema;

import java.util.List;

/** The value of an {@link Attribute}. Its text is what people are shown. */
public sealed interface AttributeValue {

    /** A string, of one line or more. */
    record Text(String text) implements AttributeValue {

        @Override
        public String toString() {
            return this.text;
        }
    }

    /** True; false is no value. */
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

    /** Strings in an order that means something, or that is always the same. */
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
