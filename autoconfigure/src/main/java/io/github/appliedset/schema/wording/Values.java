package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import java.util.function.UnaryOperator;

/** Every text of a value, replaced. */
final class Values {

    private Values() {}

    static AttributeValue replaced(AttributeValue value, UnaryOperator<String> text) {
        if (value instanceof Text only) {
            return new Text(text.apply(only.text()));
        }
        return value instanceof Items items
                ? new Items(items.items().stream().map(text).toList())
                : value;
    }
}
