package io.github.appliedset.schema.change;

import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import java.util.List;

/**
 * A cast that exists only within a file: PostgreSQL applies it to each element of an array.
 *
 * @param from the old type
 * @param to the new one
 * @param function its function
 */
record ElementCast(String from, String to, String function) {

    /** From the type that was renamed to the one that now has its name. */
    static ElementCast of(ObjectId old, ObjectId type) {
        return new ElementCast(
                SqlName.of(old),
                SqlName.of(type),
                SqlName.of(new ObjectId(type.kind(), type.parent(), DefaultName.of(List.of(old.name(), "cast")))));
    }

    /**
     * Creates it.
     *
     * @param converted the new value of {@code $1}
     */
    List<String> creation(String converted) {
        return List.of(
                "CREATE FUNCTION " + this.function + "(" + this.from + ") RETURNS " + this.to
                        + " LANGUAGE sql AS $$SELECT " + converted + "$$",
                "CREATE CAST (" + this.from + " AS " + this.to + ") WITH FUNCTION " + this.function + "(" + this.from
                        + ")");
    }

    List<String> removal() {
        return List.of(
                "DROP CAST (" + this.from + " AS " + this.to + ")",
                "DROP FUNCTION " + this.function + "(" + this.from + ")");
    }
}
