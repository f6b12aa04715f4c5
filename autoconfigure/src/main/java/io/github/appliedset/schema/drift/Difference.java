package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How one object differs. */
public sealed interface Difference {

    /** Which object. */
    ObjectId id();

    /** One word for it: {@code unexpected}, {@code absent} or {@code different}. */
    String word();

    /**
     * It exists and should not.
     *
     * @param object the one that exists
     * @param parts number of objects that belong to it
     */
    record Unexpected(SchemaObject object, int parts) implements Difference {

        @Override
        public ObjectId id() {
            return this.object.id();
        }

        @Override
        public String word() {
            return "unexpected";
        }
    }

    /**
     * It should exist and does not.
     *
     * @param object the one that should exist
     * @param parts number of objects that belong to it
     */
    record Absent(SchemaObject object, int parts) implements Difference {

        @Override
        public ObjectId id() {
            return this.object.id();
        }

        @Override
        public String word() {
            return "absent";
        }
    }

    /**
     * It exists, but is not as expected.
     *
     * @param id which object
     * @param changes each attribute that differs
     */
    record Different(ObjectId id, List<Change> changes) implements Difference {

        public Different {
            changes = List.copyOf(changes);
        }

        /** Both differences of one object. */
        static Different and(Difference one, Difference other) {
            List<Change> all = new ArrayList<>();
            Stream.of(one, other).map(Different.class::cast).forEach(each -> all.addAll(each.changes));
            return new Different(one.id(), all);
        }

        @Override
        public String word() {
            return "different";
        }
    }

    /**
     * An attribute that differs.
     *
     * @param attribute which one
     * @param expected what it should be; null for the default
     * @param found what it is; null for the default
     */
    record Change(
            Attribute attribute,
            @Nullable AttributeValue expected,
            @Nullable AttributeValue found) {}
}
