package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.Elements.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The wording that PostgreSQL itself uses once a schema has been dumped and restored often enough. A text is not shown as it
 * was written but as its parse tree, which can differ from that of the shown text; so a restored copy is worded
 * differently.
 */
public final class CanonicalWording {

    private static final List<Rule> WITHOUT_COLUMNS =
            List.of(new NestedConditions(), new FromItems(), new ConstantNames());

    private final Columns columns;

    private CanonicalWording(Columns columns) {
        this.columns = columns;
    }

    /**
     * The objects of a schema in this wording. An object that already has it stays the same.
     *
     * @param objects all of them: what is known about columns decides about some texts
     */
    public static List<SchemaObject> of(Collection<SchemaObject> objects) {
        CanonicalWording wording = new CanonicalWording(new Columns(objects));
        return objects.stream().map(wording::of).toList();
    }

    private SchemaObject of(SchemaObject object) {
        Map<Attribute, AttributeValue> changed = new EnumMap<>(Attribute.class);
        object.attributes().forEach((attribute, value) -> {
            Optional<SqlText> sql = SqlText.of(object.id().kind(), attribute);
            AttributeValue canonical = sql.isPresent()
                    ? Values.replaced(value, text -> canonical(object, sql.get(), text))
                    : KeywordNames.unquoted(object.id().kind(), attribute, value);
            if (!canonical.equals(value)) {
                changed.put(attribute, canonical);
            }
        });
        if (changed.isEmpty()) {
            return object;
        }
        Map<Attribute, AttributeValue> all = new EnumMap<>(object.attributes());
        all.putAll(changed);
        return new SchemaObject(object.id(), all);
    }

    private String canonical(SchemaObject object, SqlText sql, String text) {
        return rules(sql, new Elements(columns(object, sql, text), Shape.UNKNOWN))
                .apply(sql, text);
    }

    private Function<String, Shape> columns(SchemaObject object, SqlText sql, String text) {
        return switch (sql) {
            case ROUTINE -> Columns.UNKNOWN;
            case QUERY, VIEW -> this.columns.in(text);
            case EXPRESSION, STATISTICS -> text.contains("SELECT") ? this.columns.in(text) : inExpression(object);
        };
    }

    private Function<String, Shape> inExpression(SchemaObject object) {
        return object.id().kind() == ObjectKind.DOMAIN
                ? Columns.ofDomain(object)
                : this.columns.of(relation(object.id()));
    }

    /** Null for objects without columns. */
    private static @Nullable ObjectId relation(ObjectId object) {
        if (object.kind().place() == ObjectKind.Place.RELATION) {
            return object.parent();
        }
        return object.kind().isRelation() ? object : null;
    }

    static Rules rules(SqlText sql, Elements elements) {
        List<Rule> rules = new ArrayList<>();
        rules.add(new ArrayCasts(elements, sql == SqlText.STATISTICS));
        rules.addAll(WITHOUT_COLUMNS);
        return new Rules(rules);
    }
}
