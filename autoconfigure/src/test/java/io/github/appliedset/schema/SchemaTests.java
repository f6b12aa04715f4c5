package io.github.appliedset.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.appliedset.schema.AttributeValue.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SchemaTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId ONE = APP.part(ObjectKind.TABLE, "one");
    private static final ObjectId TWO = APP.part(ObjectKind.TABLE, "two");
    private static final Predicate<ObjectId> OF_TWO = id -> id.equals(TWO) || id.isWithin(TWO);

    private static SchemaObject object(ObjectId id) {
        return new SchemaObject(id, Map.of());
    }

    private static SchemaObject column(ObjectId table, String name, String type) {
        return new SchemaObject(table.part(ObjectKind.COLUMN, name), Map.of(Attribute.TYPE, new Text(type)));
    }

    private static Schema schema(SchemaObject... objects) {
        return Schema.of(17, List.of(objects));
    }

    @Test
    void orderOfObjectsDoesNotMatter() {
        List<SchemaObject> objects = new ArrayList<>(List.of(object(APP), object(ONE), column(ONE, "a", "text")));
        Schema schema = Schema.of(17, objects);
        Collections.reverse(objects);

        assertThat(Schema.of(17, objects)).isEqualTo(schema);
        assertThat(List.copyOf(schema.objects().keySet())).startsWith(APP, ONE);
        assertThatIllegalArgumentException().isThrownBy(() -> schema(object(APP), object(APP)));
    }

    @Test
    void mergeReplacesTheScopeAndKeepsTheRest() {
        Schema old = schema(object(APP), object(ONE), column(ONE, "a", "text"), object(TWO), column(TWO, "b", "text"));
        Schema fresh = schema(object(APP), object(TWO), column(TWO, "c", "bigint"));

        assertThat(old.merge(fresh, OF_TWO))
                .isEqualTo(schema(
                        object(APP), object(ONE), column(ONE, "a", "text"), object(TWO), column(TWO, "c", "bigint")));
    }

    @Test
    void mergeRemovesInScopeAndAddsNothingOutOfScope() {
        Schema old = schema(object(APP), object(TWO), column(TWO, "b", "text"));
        Schema fresh = schema(object(APP), object(ONE));

        assertThat(old.merge(fresh, OF_TWO)).isEqualTo(schema(object(APP)));
    }

    @Test
    void mergeHasItsLaws() {
        Schema old = schema(object(APP), object(ONE), object(TWO));
        Schema fresh = schema(object(APP), object(TWO), column(TWO, "c", "bigint"));

        assertThat(old.merge(fresh, any -> true)).isEqualTo(fresh);
        assertThat(old.merge(fresh, none -> false)).isEqualTo(old);
        assertThat(old.merge(fresh, OF_TWO).merge(fresh, OF_TWO)).isEqualTo(old.merge(fresh, OF_TWO));
        assertThat(Schema.EMPTY.merge(fresh, any -> true)).isEqualTo(fresh);
    }

    @Test
    void valueHasTheFormOfItsAttribute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SchemaObject(APP, Map.of(Attribute.NOT_NULL, new Text("yes"))));
    }
}
