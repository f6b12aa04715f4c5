package io.github.appliedset.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The names of all properties, without the prefix {@code applied-set}. */
final class PropertyNames {

    static final List<String> ALL = of(AppliedSetProperties.class, "").toList();

    private PropertyNames() {}

    private static Stream<String> of(Class<?> properties, String prefix) {
        return Arrays.stream(properties.getRecordComponents()).flatMap(component -> of(component, prefix));
    }

    private static Stream<String> of(RecordComponent component, String prefix) {
        String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
        return component.getType().isRecord() ? of(component.getType(), name + ".") : Stream.of(name);
    }
}
