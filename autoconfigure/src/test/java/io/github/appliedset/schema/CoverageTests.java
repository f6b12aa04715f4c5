package io.github.appliedset.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.Coverage.Partitions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CoverageTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId ODD = ObjectId.of(ObjectKind.SCHEMA, "Odd");
    private static final ObjectId ORDERS = APP.part(ObjectKind.TABLE, "orders");
    private static final ObjectId JUNE = APP.part(ObjectKind.TABLE, "orders_june");
    private static final ObjectId VIEW = APP.part(ObjectKind.VIEW, "orders_seen");

    private static List<String> told(List<String> include, List<String> exclude, Partitions partitions) {
        Schema schema = Schema.of(
                17,
                new Coverage(Set.of(), include, exclude, partitions),
                List.of(
                        new SchemaObject(APP, Map.of()),
                        new SchemaObject(ODD, Map.of()),
                        new SchemaObject(ORDERS, Map.of()),
                        new SchemaObject(ORDERS.part(ObjectKind.COLUMN, "id"), Map.of()),
                        new SchemaObject(ORDERS.part(ObjectKind.INDEX, "tmp_1"), Map.of()),
                        new SchemaObject(JUNE, Map.of(Attribute.PARTITION_OF, new Text("app.orders"))),
                        new SchemaObject(JUNE.part(ObjectKind.INDEX, "june_1"), Map.of()),
                        new SchemaObject(VIEW, Map.of())));
        return schema.objects().keySet().stream().map(ObjectId::toString).toList();
    }

    @Test
    void omitsExcludedObjectsAndTheirParts() {
        assertThat(told(List.of(), List.of("table app.orders*", "schema \"Odd\""), Partitions.DECLARED))
                .containsExactly("schema app", "view app.orders_seen");
        assertThat(told(List.of(), List.of("index *.tmp_*", "app.orders_*", "*.id"), Partitions.DECLARED))
                .containsExactlyInAnyOrder("schema app", "schema \"Odd\"", "table app.orders");
        assertThat(told(List.of(), List.of("app"), Partitions.DECLARED)).containsExactly("schema \"Odd\"");
    }

    @Test
    void coversIncludedObjectsWithPartsAndParents() {
        assertThat(told(List.of("table app.orders"), List.of(), Partitions.DECLARED))
                .containsExactlyInAnyOrder(
                        "schema app", "table app.orders", "column app.orders.id", "index app.orders.tmp_1");
        assertThat(told(List.of("app.orders"), List.of("index app.*"), Partitions.DECLARED))
                .containsExactlyInAnyOrder("schema app", "table app.orders", "column app.orders.id");
    }

    @Test
    void skipsContainersWithoutIncludedObjects() {
        Predicate<ObjectId> leftOut = new Coverage(
                        Set.of(),
                        List.of("index app.orders.*", "view app.*_seen", "schema \"Odd\""),
                        List.of("app.orders_june"),
                        Partitions.DECLARED)
                .leavesOut();

        assertThat(List.of(ORDERS, VIEW, APP, ODD, ODD.part(ObjectKind.TABLE, "t")))
                .noneMatch(leftOut);
        assertThat(List.of(
                        JUNE,
                        APP.part(ObjectKind.VIEW, "other"),
                        APP.part(ObjectKind.TABLE, "other"),
                        ObjectId.of(ObjectKind.SCHEMA, "other")))
                .allMatch(leftOut);
    }

    @Test
    void partitionsCanBeLeftOut() {
        assertThat(told(List.of(), List.of(), Partitions.NONE))
                .doesNotContain("table app.orders_june", "index app.orders_june.june_1")
                .contains("table app.orders", "index app.orders.tmp_1");
        assertThat(told(List.of(), List.of(), Partitions.ALL))
                .contains("table app.orders_june", "index app.orders_june.june_1");
    }
}
