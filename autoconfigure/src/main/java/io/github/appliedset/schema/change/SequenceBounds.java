package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.SchemaObject;
import java.util.List;

/**
 * What a sequence counts between.
 *
 * @param least its lowest number
 * @param most its highest number
 */
record SequenceBounds(long least, long most) {

    private static final String UNTOLD = "null";
    private static final String NEAREST = "LEAST(GREATEST(last_value, ";

    static SequenceBounds of(SchemaObject sequence) {
        return of(
                sequence.text(Attribute.TYPE).orElse("bigint"),
                String.valueOf(sequence.attributes().get(Attribute.INCREMENT)),
                String.valueOf(sequence.attributes().get(Attribute.MINIMUM)),
                String.valueOf(sequence.attributes().get(Attribute.MAXIMUM)));
    }

    /** Those of the sequence of an identity column, whose type is that of the column unless it is told. */
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
                maximum.equals(UNTOLD) ? descends ? -1 : most : Long.parseLong(maximum));
    }

    boolean overlap(SequenceBounds other) {
        return this.least <= other.most && other.least <= this.most;
    }

    /**
     * Moves the present number to the nearest bound if it is outside.
     *
     * @param regclass an expression that names the sequence
     * @param sequence its name
     */
    String move(String regclass, String sequence) {
        String from = "'" + this.least + "'";
        String to = "'" + this.most + "'";
        return "SELECT pg_catalog.setval(" + regclass + ", " + NEAREST + from + "), " + to
                + "), is_called AND last_value BETWEEN " + from + " AND " + to + ") FROM " + sequence;
    }

    /** Whether a statement is one that moves a number. */
    static boolean isAMove(String statement) {
        return statement.startsWith("SELECT pg_catalog.setval(") && statement.contains(NEAREST);
    }
}
