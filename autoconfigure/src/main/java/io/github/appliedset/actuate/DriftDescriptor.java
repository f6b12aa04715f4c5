package io.github.appliedset.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.drift.SchemaVerdict.NotComparable;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.drift.ColumnOrder;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.SchemaDrift;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How the databases of an application differ from its snapshots, as the endpoint shows it.
 *
 * @param contexts by the id of the application context
 */
public record DriftDescriptor(Map<String, ContextDescriptor> contexts) implements OperationResponseBody {

    /**
     * One application context.
     *
     * @param migrators by name
     */
    public record ContextDescriptor(Map<String, MigratorDescriptor> migrators) {}

    /**
     * One migrator's database.
     *
     * @param status {@code same}, {@code drift}, {@code not-comparable} or {@code no-snapshot}
     * @param reason why it is not comparable, or null
     * @param objects how many objects the snapshot has, or null if nothing was compared
     * @param differences one for each object
     * @param wordedDifferently objects with texts that are worded differently and probably mean the same, which is not drift
     * @param columnOrder tables with a different column order, which is not drift
     * @param partitions partitions created at run time, which are not drift either
     * @param notTold how many objects there are of kinds that are not compared; left out if there are none
     */
    public record MigratorDescriptor(
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer objects,

            List<DifferenceDescriptor> differences,
            List<DifferenceDescriptor> wordedDifferently,
            List<ColumnOrderDescriptor> columnOrder,
            List<String> partitions,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> notTold) {

        static MigratorDescriptor of(SchemaVerdict verdict) {
            if (verdict instanceof Compared compared) {
                SchemaDrift drift = compared.drift();
                return new MigratorDescriptor(
                        verdict.word(),
                        null,
                        compared.objects(),
                        drift.differences().stream()
                                .map(DifferenceDescriptor::of)
                                .toList(),
                        drift.wordedDifferently().stream()
                                .map(DifferenceDescriptor::of)
                                .toList(),
                        drift.columnOrder().stream()
                                .map(ColumnOrderDescriptor::of)
                                .toList(),
                        drift.partitions().stream().map(ObjectId::qualifiedName).toList(),
                        drift.notTold());
            }
            return new MigratorDescriptor(
                    verdict.word(),
                    verdict instanceof NotComparable not ? not.reason() : null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Map.of());
        }
    }

    /**
     * One object that differs.
     *
     * @param kind its kind
     * @param name its qualified name
     * @param difference {@code unexpected}, {@code absent} or {@code different}
     * @param changes each attribute that differs
     */
    public record DifferenceDescriptor(String kind, String name, String difference, List<ChangeDescriptor> changes) {

        static DifferenceDescriptor of(Difference difference) {
            return new DifferenceDescriptor(
                    difference.id().kind().label(),
                    difference.id().qualifiedName(),
                    difference.word(),
                    difference instanceof Different different
                            ? different.changes().stream()
                                    .map(ChangeDescriptor::of)
                                    .toList()
                            : List.of());
        }
    }

    /**
     * One attribute.
     *
     * @param attribute its key in a snapshot
     * @param expected what the snapshot says; null for the default
     * @param found what the database says; null for the default
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record ChangeDescriptor(
            String attribute,
            @Nullable String expected,
            @Nullable String found) {

        static ChangeDescriptor of(Change change) {
            return new ChangeDescriptor(
                    change.attribute().key(),
                    change.expected() == null ? null : change.expected().toString(),
                    change.found() == null ? null : change.found().toString());
        }
    }

    /** A table whose columns are in a different order. */
    public record ColumnOrderDescriptor(String table, List<String> expected, List<String> found) {

        static ColumnOrderDescriptor of(ColumnOrder order) {
            return new ColumnOrderDescriptor(order.table().qualifiedName(), order.expected(), order.found());
        }
    }
}
