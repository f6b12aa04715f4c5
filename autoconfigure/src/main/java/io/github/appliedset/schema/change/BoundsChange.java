package io.github.appliedset.schema.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * New bounds of a sequence. Only the database knows its current number: one before the bounds continues at the new start,
 * one within them stays, and one beyond them makes PostgreSQL refuse the statement, unless no number was issued yet.
 *
 * @param before the bounds as they are
 * @param after as they should be
 * @param sequence its name in SQL
 */
record BoundsChange(SequenceBounds before, SequenceBounds after, String sequence) {

    /** The change, with its hazard and the query for it if the current number may be outside. */
    SchemaChange plain(SchemaChange change) {
        return failing(change, Stream.of(tooLow(), tooHigh()).flatMap(Optional::stream));
    }

    /**
     * The same, where the number may have to move.
     *
     * @param change has what comes before the new bounds, and the name
     * @param hold a statement that changes nothing in the sequence, and lets nobody take a number until the end
     * @param alter the statement that sets the new bounds
     * @return empty if every number fits
     */
    Optional<SchemaChange> restarting(SchemaChange change, String hold, String alter) {
        String moves = moves();
        if (moves.isEmpty()) {
            return Optional.empty();
        }
        // Where it is reversed, a number that fits says nothing about those issued before.
        boolean turns = this.before.descends() != this.after.descends();
        boolean startsAgain = turns || beyond().isEmpty() && !this.before.overlap(this.after);
        List<String> statements = new ArrayList<>(change.statements());
        statements.add(startsAgain ? alter + " RESTART" : conditional(moves, hold, alter));
        String how = startsAgain ? ", and start again" : ", and keep its number if it fits";
        return Optional.of(moving(change.step(change.name(), change.summary() + how, statements))
                .with(Hazard.BREAKS_OLD_CODE));
    }

    /** A change that keeps a number only if it need not move. */
    SchemaChange moving(SchemaChange change) {
        return failing(change, beyond().map(condition -> "is_called AND " + condition).stream());
    }

    /** A condition on the sequence under which it continues at the new start. Empty if it never does. */
    String moves() {
        return Stream.concat(passed().stream(), beyond().map(condition -> condition + " AND NOT is_called").stream())
                .collect(Collectors.joining(" OR "));
    }

    private String conditional(String moves, String hold, String alter) {
        return "DO $numbers$\nBEGIN\n    -- Until this ends, nobody takes a number.\n    " + hold + ";\n    IF (SELECT "
                + moves + " FROM " + this.sequence + ") THEN\n        " + alter + " RESTART;\n    ELSE\n        "
                + alter
                + ";\n    END IF;\nEND $numbers$";
    }

    private Optional<String> passed() {
        return this.after.descends() ? tooHigh() : tooLow();
    }

    private Optional<String> beyond() {
        return this.after.descends() ? tooLow() : tooHigh();
    }

    private SchemaChange failing(SchemaChange change, Stream<String> conditions) {
        String all = conditions.collect(Collectors.joining(" OR "));
        return all.isEmpty() ? change : change.failingOn("SELECT count(*) FROM " + this.sequence + " WHERE " + all);
    }

    private Optional<String> tooLow() {
        return this.before.least() < this.after.least()
                ? Optional.of(SequenceBounds.NUMBER + " < " + this.after.least())
                : Optional.empty();
    }

    private Optional<String> tooHigh() {
        return this.before.most() > this.after.most()
                ? Optional.of(SequenceBounds.NUMBER + " > " + this.after.most())
                : Optional.empty();
    }
}
