package io.github.appliedset.schema.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Flag;
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
    void columnOrderFollowsTheConfiguredMode() {
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
    void reportsWordingSeparatelyFromDifferences() {
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
    void columnOrderJoinsOtherDifferencesOfTheTable() {
        SchemaDrift drift = SchemaComparison.between(schema(orders("x", "a", "b")), schema(orders("y", "b", "a")));

        assertThat(drift.with(ColumnOrder.Mode.FAIL).differences()).hasSize(1);
        assertThat(DriftText.of(drift.with(ColumnOrder.Mode.FAIL)).lines())
                .containsExactly(
                        "~ table app.orders: comment: expected x, found y",
                        "~ table app.orders: columns: expected [a, b], found [b, a]");
    }

    @Test
    void countsRuntimePartitionsUnlessAllAreExpected() {
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

    @Test
    void partitionOfAPartitionMadeAtRunTimeIsCountedToo() {
        SchemaObject june = new SchemaObject(
                APP.part(ObjectKind.TABLE, "june"), Map.of(Attribute.PARTITION_OF, new Text("app.orders")));
        SchemaObject first = new SchemaObject(
                APP.part(ObjectKind.TABLE, "june_1"), Map.of(Attribute.PARTITION_OF, new Text("app.june")));
        SchemaObject other = new SchemaObject(APP.part(ObjectKind.TABLE, "other"), Map.of());
        SchemaObject ofOther = new SchemaObject(
                APP.part(ObjectKind.TABLE, "other_1"), Map.of(Attribute.PARTITION_OF, new Text("app.other")));
        SchemaObject app = new SchemaObject(APP, Map.of());

        SchemaDrift drift = SchemaComparison.between(
                schema(app, orders("x")), schema(app, orders("x"), june, first, other, ofOther));

        assertThat(drift.partitions()).containsExactly(june.id(), first.id());
        assertThat(DriftText.of(drift)).isEqualTo("+ table app.other: not expected\n+ table app.other_1: not expected");
    }

    @Test
    void reportsObjectsThatAreOnlyCounted() {
        Schema found = Schema.of(17, Coverage.DEFAULT, Map.of("user mapping", 2, "subscription", 1), List.of());

        assertThat(DriftText.notTold(SchemaComparison.between(schema(), found).notTold()))
                .isEqualTo("1 subscription, 2 user mappings are not compared");
        assertThat(DriftText.notTold(Map.of("subscription", 1))).isEqualTo("1 subscription is not compared");
        assertThat(DriftText.notTold(Map.of())).isEmpty();
    }

    @Test
    void partOfAPartitionIsComparedWithThatOfItsTable() {
        SchemaObject seen = new SchemaObject(
                ORDERS.part(ObjectKind.TRIGGER, "seen"), Map.of(Attribute.DEFINITION, new Text("CREATE TRIGGER ...")));
        SchemaObject total =
                new SchemaObject(ORDERS.part(ObjectKind.COLUMN, "total"), Map.of(Attribute.TYPE, new Text("integer")));
        SchemaObject june = new SchemaObject(
                APP.part(ObjectKind.TABLE, "june"), Map.of(Attribute.PARTITION_OF, new Text("app.orders")));
        SchemaObject asleep = new SchemaObject(
                june.id().part(ObjectKind.TRIGGER, "seen"),
                Map.of(
                        Attribute.ATTACHED_TO, new Text("app.orders.seen"),
                        Attribute.ENABLED, new Text("disabled")));
        SchemaObject own = new SchemaObject(
                june.id().part(ObjectKind.COLUMN, "total"),
                Map.of(
                        Attribute.TYPE, new Text("integer"),
                        Attribute.INHERITED, new Flag(),
                        Attribute.DEFAULT, new Text("0")));
        Schema expected = schema(new SchemaObject(APP, Map.of()), orders("x", "total"), seen, total, june);
        Schema found = schema(new SchemaObject(APP, Map.of()), orders("x", "total"), seen, total, june, asleep, own);

        assertThat(DriftText.of(SchemaComparison.between(expected, found)).lines())
                .containsExactly(
                        "~ column app.june.total: default: expected nothing, found 0",
                        "~ trigger app.june.seen: enabled: expected nothing, found disabled");
        assertThat(DriftText.of(SchemaComparison.between(found, expected)).lines())
                .containsExactly(
                        "~ column app.june.total: default: expected 0, found nothing",
                        "~ trigger app.june.seen: enabled: expected disabled, found nothing");
        assertThat(SchemaComparison.between(
                                schema(new SchemaObject(APP, Map.of()), orders("x", "total"), total, june),
                                schema(new SchemaObject(APP, Map.of()), orders("x", "total"), total, june, asleep))
                        .count("unexpected"))
                .as("a trigger that its table does not have")
                .isOne();
    }

    @Test
    void ignoresAttributesThatOneVersionLacks() {
        SchemaObject named = new SchemaObject(
                ORDERS.part(ObjectKind.COLUMN, "id"),
                Map.of(Attribute.TYPE, new Text("integer"), Attribute.NOT_NULL_NAME, new Text("needed")));
        SchemaObject unnamed = named.without(Attribute.NOT_NULL_NAME);

        assertThat(SchemaComparison.between(Schema.of(18, List.of(named)), Schema.of(18, List.of(unnamed)))
                        .isEmpty())
                .isFalse();
        assertThat(SchemaComparison.between(Schema.of(18, List.of(named)), Schema.of(17, List.of(unnamed)))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void comparesRightsOnPublicOnlyIfDefaultsAgree() {
        ObjectId id = ObjectId.of(ObjectKind.SCHEMA, "public");
        List<SchemaObject> revoked =
                List.of(new SchemaObject(id, Map.of(Attribute.GRANTS, new Items(List.of("PUBLIC USAGE")))));
        List<SchemaObject> usual = List.of(new SchemaObject(id, Map.of()));

        assertThat(SchemaComparison.between(Schema.of(14, revoked), Schema.of(17, usual))
                        .isEmpty())
                .isTrue();
        assertThat(SchemaComparison.between(Schema.of(14, revoked), Schema.of(14, usual))
                        .isEmpty())
                .isFalse();
        assertThat(SchemaComparison.between(Schema.of(15, usual), Schema.of(17, revoked))
                        .isEmpty())
                .isFalse();
    }
}
