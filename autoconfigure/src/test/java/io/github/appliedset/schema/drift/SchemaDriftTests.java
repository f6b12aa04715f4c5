package io.github.appliedset.schema.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaDriftTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId ORDERS = APP.part(ObjectKind.TABLE, "orders");

    private static SchemaObject orders(String comment, String... columns) {
        return new SchemaObject(
                ORDERS,
                new EnumMap<>(
                        Map.of(Attribute.COLUMNS, new Items(List.of(columns)), Attribute.COMMENT, new Text(comment))));
    }

    private static Schema schema(SchemaObject... objects) {
        return Schema.of(17, List.of(objects));
    }

    @Test
    void orderOfColumnsIsTakenForWhatItIsSaidToBe() {
        SchemaDrift drift =
                SchemaComparison.between(schema(orders("x", "a", "b", "c")), schema(orders("x", "b", "a", "d")));

        assertThat(drift.isEmpty()).isTrue();
        assertThat(drift.with(ColumnOrder.Mode.INFO)).isEqualTo(drift);
        assertThat(drift.columnOrder()).hasSize(1);
        assertThat(drift.with(ColumnOrder.Mode.IGNORE)).isEqualTo(SchemaDrift.NONE);
        assertThat(DriftText.of(drift.with(ColumnOrder.Mode.FAIL)))
                .isEqualTo("~ table app.orders: columns: expected [a, b], found [b, a]");
        assertThat(drift.with(ColumnOrder.Mode.FAIL).columnOrder()).isEmpty();
    }

    @Test
    void wordingIsToldBesideWhatDiffers() {
        ObjectId index = ORDERS.part(ObjectKind.INDEX, "i");
        SchemaDrift drift = SchemaComparison.between(
                schema(new SchemaObject(
                        index,
                        Map.of(
                                Attribute.DEFINITION, new Text("ON t ((ARRAY[f(x)])::text[])"),
                                Attribute.COMMENT, new Text("x")))),
                schema(new SchemaObject(
                        index,
                        Map.of(
                                Attribute.DEFINITION, new Text("ON t (ARRAY[(f(x))::text])"),
                                Attribute.COMMENT, new Text("y")))));

        assertThat(DriftText.of(drift)).isEqualTo("~ index app.orders.i: comment: expected x, found y");
        assertThat(DriftText.ofWordings(drift))
                .isEqualTo("~ index app.orders.i: definition: expected ON t ((ARRAY[f(x)])::text[]),"
                        + " found ON t (ARRAY[(f(x))::text])");
        assertThat(drift.with(ColumnOrder.Mode.FAIL)).isEqualTo(drift);
    }

    @Test
    void orderOfColumnsJoinsWhatElseDiffersInTheTable() {
        SchemaDrift drift = SchemaComparison.between(schema(orders("x", "a", "b")), schema(orders("y", "b", "a")));

        assertThat(drift.with(ColumnOrder.Mode.FAIL).differences()).hasSize(1);
        assertThat(DriftText.of(drift.with(ColumnOrder.Mode.FAIL)).lines())
                .containsExactly(
                        "~ table app.orders: comment: expected x, found y",
                        "~ table app.orders: columns: expected [a, b], found [b, a]");
    }

    @Test
    void partitionsMadeAtRunTimeAreCountedUnlessAllShallBeExpected() {
        SchemaObject june = new SchemaObject(
                APP.part(ObjectKind.TABLE, "june"), Map.of(Attribute.PARTITION_OF, new Text("app.orders")));
        Schema found = schema(new SchemaObject(APP, Map.of()), orders("x"), june);

        SchemaDrift declared = SchemaComparison.between(schema(new SchemaObject(APP, Map.of()), orders("x")), found);
        SchemaDrift all = SchemaComparison.between(
                Schema.of(
                        17,
                        new Coverage(Set.of(), List.of(), List.of(), Partitions.ALL),
                        List.of(new SchemaObject(APP, Map.of()), orders("x"))),
                found);

        assertThat(declared.isEmpty()).isTrue();
        assertThat(declared.partitions()).containsExactly(june.id());
        assertThat(DriftText.of(all)).isEqualTo("+ table app.june: not expected");
        assertThat(all.partitions()).isEmpty();
    }
}
