package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.change.SequenceBounds;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sequences whose position a step loses: made again, they begin again. One that goes with its table or column is not told. */
final class SequencesLost {

    private static final Pattern NAME = Pattern.compile("'((?:[^']|'')++)'");

    private SequencesLost() {}

    /** In words. */
    static Stream<String> byGoing(Schema from, Schema to) {
        Stream<String> sequences = from.objects().values().stream()
                .filter(object -> object.id().kind() == ObjectKind.SEQUENCE)
                .filter(sequence -> to.find(sequence.id()).isEmpty())
                .filter(sequence -> !goesWithItsColumn(sequence, to) && !isContinued(sequence.id(), from, to))
                .map(sequence -> "the position of " + sequence.id().qualifiedName());
        Stream<String> identities = from.objects().values().stream()
                .filter(object -> object.is(Attribute.IDENTITY))
                .filter(column -> to.find(column.id())
                        .filter(now ->
                                !now.is(Attribute.IDENTITY) && !numbers(now).isPresent())
                        .isPresent())
                .map(column -> "the position of the sequence of " + column.id().qualifiedName());
        return Stream.of(sequences, identities, withoutRoom(from, to)).flatMap(Function.identity());
    }

    /** Those whose new bounds hold none of their numbers. */
    private static Stream<String> withoutRoom(Schema from, Schema to) {
        Map<String, SequenceBounds> now = SequenceBounds.in(to);
        return SequenceBounds.in(from).entrySet().stream()
                .filter(was -> Optional.ofNullable(now.get(was.getKey()))
                        .filter(is -> !is.overlap(was.getValue()))
                        .isPresent())
                .map(was -> "the position of " + (isASequence(was.getKey(), from) ? "" : "the sequence of ")
                        + was.getKey());
    }

    private static boolean isASequence(String name, Schema schema) {
        return schema.objects().keySet().stream()
                .anyMatch(id ->
                        id.kind() == ObjectKind.SEQUENCE && id.qualifiedName().equals(name));
    }

    private static boolean goesWithItsColumn(SchemaObject sequence, Schema to) {
        return sequence.text(Attribute.OWNED_BY)
                .map(QualifiedName::folded)
                .filter(column -> to.objects().keySet().stream()
                        .noneMatch(id -> id.kind() == ObjectKind.COLUMN
                                && id.qualifiedName().equals(column)))
                .isPresent();
    }

    /** Whether a column that had its numbers from it goes on with a sequence of its own. */
    private static boolean isContinued(ObjectId sequence, Schema from, Schema to) {
        return from.objects().values().stream()
                .filter(column -> numbers(column)
                        .flatMap(SequencesLost::nameIn)
                        .filter(sequence.qualifiedName()::equals)
                        .isPresent())
                .anyMatch(column -> to.find(column.id())
                        .filter(now -> now.is(Attribute.IDENTITY))
                        .isPresent());
    }

    private static Optional<String> nameIn(String nextValue) {
        Matcher name = NAME.matcher(nextValue);
        return name.find() ? Optional.of(QualifiedName.folded(name.group(1))) : Optional.empty();
    }

    private static Optional<String> numbers(SchemaObject column) {
        return column.text(Attribute.DEFAULT).filter(value -> value.startsWith("nextval("));
    }
}
