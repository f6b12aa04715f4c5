package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.Elements.Shape;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which columns are arrays, by their names. */
final class Columns {

    /** Nothing is known about any column. */
    static final Function<String, Shape> UNKNOWN = any -> Shape.UNKNOWN;

    private final Map<ObjectId, Shape> columns = new HashMap<>();
    private final Map<String, Set<Shape>> names = new HashMap<>();

    Columns(Collection<SchemaObject> objects) {
        for (SchemaObject object : objects) {
            if (object.id().kind() == ObjectKind.COLUMN) {
                object.text(Attribute.TYPE).ifPresent(type -> add(object.id(), shape(type)));
            } else if (object.id().kind().isRelation() && object.id().kind() != ObjectKind.TABLE) {
                object.items(Attribute.COLUMNS).forEach(this::addOfView);
            }
        }
    }

    private void add(ObjectId column, Shape shape) {
        this.columns.put(column, shape);
        this.names
                .computeIfAbsent(column.name(), any -> EnumSet.noneOf(Shape.class))
                .add(shape);
    }

    /** A name and a type with a space between them. Each can contain more. */
    private void addOfView(String column) {
        if (shape(column) == Shape.ARRAY) {
            for (int space = column.indexOf(' '); space > 0; space = column.indexOf(' ', space + 1)) {
                this.names
                        .computeIfAbsent(column.substring(0, space), any -> EnumSet.noneOf(Shape.class))
                        .add(Shape.ARRAY);
            }
        }
    }

    private static Shape shape(String type) {
        return type.endsWith("[]") ? Shape.ARRAY : Shape.SCALAR;
    }

    /** In an expression of one relation. */
    Function<String, Shape> of(@Nullable ObjectId relation) {
        return name -> {
            Shape own = relation == null ? null : this.columns.get(relation.part(ObjectKind.COLUMN, name));
            return own == null ? byName(name) : own;
        };
    }

    /** In a check of a domain, which sees only {@code VALUE}. */
    static Function<String, Shape> ofDomain(SchemaObject domain) {
        return name -> name.equals("VALUE")
                ? domain.text(Attribute.TYPE).map(Columns::shape).orElse(Shape.UNKNOWN)
                : Shape.UNKNOWN;
    }

    /** In a query, which can name columns of any relation and introduce new ones. */
    Function<String, Shape> in(String query) {
        return name -> {
            Shape shape = byName(name);
            return shape == Shape.UNKNOWN || IntroducedNames.of(query).contains(name) ? Shape.UNKNOWN : shape;
        };
    }

    /** Only if all columns of one name agree. */
    private Shape byName(String name) {
        Set<Shape> all = this.names.getOrDefault(name, Set.of());
        return all.size() == 1 ? all.iterator().next() : Shape.UNKNOWN;
    }
}
