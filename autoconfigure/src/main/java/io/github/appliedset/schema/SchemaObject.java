package io.github.appliedset.schema;

import io.github.appliedset.schema.Attribute.Form;
import io.github.appliedset.schema.AttributeValue.Flag;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.AttributeValue.Whole;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One object of a schema.
 *
 * @param id its identity
 * @param attributes its attributes, in the order of {@link Attribute}; a missing one has its default
 */
public record SchemaObject(ObjectId id, Map<Attribute, AttributeValue> attributes) {

    public SchemaObject {
        Map<Attribute, AttributeValue> inOrder = new EnumMap<>(Attribute.class);
        attributes.forEach((attribute, value) -> {
            if (!fits(attribute.form(), value)) {
                throw new IllegalArgumentException(attribute.key() + " of " + id + " cannot be " + value);
            }
            inOrder.put(attribute, value);
        });
        attributes = Collections.unmodifiableMap(inOrder);
    }

    private static boolean fits(Form form, AttributeValue value) {
        return switch (form) {
            case TEXT, LINES -> value instanceof Text;
            case FLAG -> value instanceof Flag;
            case NUMBER -> value instanceof Whole;
            case LIST -> value instanceof Items;
        };
    }

    /** The value of a {@link Form#TEXT} or {@link Form#LINES}, or empty. */
    public Optional<String> text(Attribute attribute) {
        return this.attributes.get(attribute) instanceof Text value ? Optional.of(value.text()) : Optional.empty();
    }

    /** The value of a {@link Form#LIST}, or an empty list. */
    public List<String> items(Attribute attribute) {
        return this.attributes.get(attribute) instanceof Items value ? value.items() : List.of();
    }

    /** Whether a {@link Form#FLAG} is set. */
    public boolean is(Attribute attribute) {
        return this.attributes.containsKey(attribute);
    }

    /** The same object with a different value. */
    public SchemaObject with(Attribute attribute, AttributeValue value) {
        Map<Attribute, AttributeValue> changed = new EnumMap<>(Attribute.class);
        changed.putAll(this.attributes);
        changed.put(attribute, value);
        return new SchemaObject(this.id, changed);
    }

    /** The same object without this attribute. */
    public SchemaObject without(Attribute attribute) {
        Map<Attribute, AttributeValue> changed = new EnumMap<>(Attribute.class);
        changed.putAll(this.attributes);
        changed.remove(attribute);
        return new SchemaObject(this.id, changed);
    }
}
