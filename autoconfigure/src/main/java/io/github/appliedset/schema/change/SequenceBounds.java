package io.github.appliedset.schema.change;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The numbers that a sequence counts between.
 *
 * @param least its lowest number
 * @param most its highest number
 * @param descends whether it counts down
 */
@Internal
public record SequenceBounds(long least, long most, boolean descends) {

    /** The name of a sequence's current number. */
    static final String NUMBER = "last_value";

    private static final String UNTOLD = "null";
    private static final Pattern QUERY = Pattern.compile(
            "SELECT count\\(\\*\\) FROM .* WHERE (?:is_called AND )?" + NUMBER + " [<>] -?\\d+(?: OR .*)?",
            Pattern.DOTALL);

    /** Those of all sequences of a schema, by the name of the sequence, or of the identity column that it is part of. */
    public static Map<String, SequenceBounds> in(Schema schema) {
        Map<String, SequenceBounds> bounds = new TreeMap<>();
        schema.objects().forEach((id, object) -> {
            if (id.kind() == ObjectKind.SEQUENCE) {
                bounds.put(id.qualifiedName(), of(object));
            } else if (object.is(Attribute.IDENTITY)) {
                bounds.put(id.qualifiedName(), ofIdentity(object));
            }
        });
        return bounds;
    }

    static SequenceBounds of(SchemaObject sequence) {
        return of(
                sequence.text(Attribute.TYPE).orElse("bigint"),
                String.valueOf(sequence.attributes().get(Attribute.INCREMENT)),
                String.valueOf(sequence.attributes().get(Attribute.MINIMUM)),
                String.valueOf(sequence.attributes().get(Attribute.MAXIMUM)));
    }

    /** Those of the sequence of an identity column, whose type is that of the column unless it is stated. */
    static SequenceBounds ofIdentity(SchemaObject column) {
        List<String> options = column.items(Attribute.SEQUENCE);
        String type = option(options, "AS ");
        return of(
                type.equals(UNTOLD) ? column.text(Attribute.TYPE).orElse("bigint") : type,
                option(options, "INCREMENT "),
                option(options, "MINVALUE "),
                option(options, "MAXVALUE "));
    }

    private static String option(List<String> options, String word) {
        return options.stream()
                .filter(option -> option.startsWith(word))
                .map(option -> option.substring(word.length()))
                .findFirst()
                .orElse(UNTOLD);
    }

    private static SequenceBounds of(String type, String increment, String minimum, String maximum) {
        boolean descends = increment.startsWith("-");
        long least = switch (type) {
            case "smallint" -> Short.MIN_VALUE;
            case "integer" -> Integer.MIN_VALUE;
            default -> Long.MIN_VALUE;
        };
        long most = switch (type) {
            case "smallint" -> Short.MAX_VALUE;
            case "integer" -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
        return new SequenceBounds(
                minimum.equals(UNTOLD) ? descends ? least : 1 : Long.parseLong(minimum),
                maximum.equals(UNTOLD) ? descends ? -1 : most : Long.parseLong(maximum),
                descends);
    }

    /** Whether a query asks for the number of a sequence, which is not a row of a table. */
    static boolean areAskedBy(String query) {
        return QUERY.matcher(query).matches();
    }

    /** Whether a number can be within both. */
    public boolean overlap(SequenceBounds other) {
        return this.least <= other.most && other.least <= this.most;
    }
}
