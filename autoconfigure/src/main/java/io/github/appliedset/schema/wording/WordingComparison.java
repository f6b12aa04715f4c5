package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.Elements.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares values of two schemas, each in its {@linkplain CanonicalWording canonical wording}. */
public final class WordingComparison {

    private final AcrossVersions versions;

    private WordingComparison(AcrossVersions versions) {
        this.versions = versions;
    }

    /** Compares values that servers of these major versions worded. */
    public static WordingComparison between(int oneMajor, int otherMajor) {
        return new WordingComparison(AcrossVersions.between(oneMajor, otherMajor));
    }

    /** How alike two values are. */
    public enum Likeness {
        /** They mean the same. */
        SAME,
        /** They probably mean the same, but only a server could tell. */
        WORDED_DIFFERENTLY,
        DIFFERENT
    }

    /** Compares one attribute of two objects with the same id. */
    public Likeness compare(Attribute attribute, SchemaObject one, SchemaObject other) {
        AttributeValue first = one.attributes().get(attribute);
        AttributeValue second = other.attributes().get(attribute);
        if (first == null || second == null) {
            AttributeValue only = first == null ? second : first;
            return only == null || this.versions.isOnlyNew(attribute, only) ? Likeness.SAME : Likeness.DIFFERENT;
        }
        if (first.equals(second)) {
            return Likeness.SAME;
        }
        AttributeValue common = this.versions.common(one, attribute, first);
        AttributeValue otherCommon = this.versions.common(other, attribute, second);
        if (common.equals(otherCommon)) {
            return Likeness.SAME;
        }
        return mayBeSame(one.id(), attribute, common, otherCommon) ? Likeness.WORDED_DIFFERENTLY : Likeness.DIFFERENT;
    }

    private boolean mayBeSame(ObjectId object, Attribute attribute, AttributeValue one, AttributeValue other) {
        Optional<SqlText> sql = SqlText.of(object.kind(), attribute);
        return sql.isPresent()
                && Stream.of(Shape.SCALAR, Shape.ARRAY)
                        .map(shape -> guess(object, sql.get(), shape))
                        .anyMatch(guess -> Values.replaced(one, text -> guess.apply(sql.get(), text))
                                .equals(Values.replaced(other, text -> guess.apply(sql.get(), text))));
    }

    /** Rules that hold if the elements of unknown arrays have this shape. */
    private Rules guess(ObjectId object, SqlText sql, Shape unknown) {
        List<Rule> rules = new ArrayList<>(CanonicalWording.rules(sql, new Elements(Columns.UNKNOWN, unknown))
                .rules());
        if (this.versions.isReserved(object.kind())) {
            rules.add(new ReservedAliases());
            rules.add(new ColumnQualifiers());
        }
        return new Rules(rules);
    }
}
