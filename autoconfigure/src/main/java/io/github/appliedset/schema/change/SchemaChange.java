package io.github.appliedset.schema.change;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change of a schema, small enough for a migration of its own.
 *
 * @param rank changes with a lower rank are tried first
 * @param object what is created, altered or dropped
 * @param name for the file: lower case letters, digits and underscores
 * @param summary for people, in the imperative
 * @param statements in their order, without semicolons
 * @param transactional false if PostgreSQL refuses them inside a transaction
 * @param directives of its file, without the prefix
 * @param hazards those that are known without running it
 * @param probe counts the rows that do not fit, before it runs; null if no query can tell
 * @param gentler what to do instead if it would rewrite the table; empty if there is nothing else
 * @param otherwise what to do if PostgreSQL refuses the statements; null if there is nothing else
 * @param inverse what undoes it without losing anything, if a comparison of the schemas would not find that; or null
 */
@Internal
public record SchemaChange(
        Rank rank,
        ObjectId object,
        String name,
        String summary,
        List<String> statements,
        boolean transactional,
        List<String> directives,
        Set<Hazard> hazards,
        @Nullable String probe,
        List<SchemaChange> gentler,
        @Nullable SchemaChange otherwise,
        @Nullable SchemaChange inverse) {

    /** Makes PostgreSQL accept the body of a routine unchecked until the end of the transaction. */
    static final String UNCHECKED_BODIES = "SET LOCAL check_function_bodies = off";

    public SchemaChange {
        statements = List.copyOf(statements);
        directives = List.copyOf(directives);
        hazards = hazards.isEmpty() ? Set.of() : Set.copyOf(hazards);
        gentler = List.copyOf(gentler);
    }

    /** A change in a transaction, with nothing known about it yet. */
    public static SchemaChange of(Rank rank, ObjectId object, String name, String summary, List<String> statements) {
        return new SchemaChange(
                rank,
                object,
                FileNamePart.of(name),
                summary,
                stable(object, statements),
                true,
                List.of(),
                EnumSet.noneOf(Hazard.class),
                null,
                List.of(),
                null,
                null);
    }

    /** A routine's body is its author's. */
    private static List<String> stable(ObjectId object, List<String> statements) {
        return object.kind() == ObjectKind.FUNCTION || object.kind() == ObjectKind.PROCEDURE
                ? statements
                : statements.stream().map(StableWording::of).toList();
    }

    static SchemaChange of(Rank rank, ObjectId object, String name, String summary, String... statements) {
        return of(rank, object, name, summary, List.of(statements));
    }

    /** A step of another way to the same result, with nothing known about it yet. */
    public SchemaChange step(String name, String summary, List<String> statements) {
        return of(this.rank, this.object, name, summary, statements);
    }

    /** The same with more hazards. */
    public SchemaChange with(Hazard... more) {
        Set<Hazard> all = EnumSet.noneOf(Hazard.class);
        all.addAll(this.hazards);
        all.addAll(List.of(more));
        return with(all);
    }

    /** The same with exactly these hazards. */
    public SchemaChange with(Set<Hazard> exactly) {
        return new SchemaChange(
                this.rank,
                this.object,
                this.name,
                this.summary,
                this.statements,
                this.transactional,
                this.directives,
                exactly,
                this.probe,
                this.gentler,
                this.otherwise,
                this.inverse);
    }

    /** The same, which fails if rows do not fit; the query counts them. */
    public SchemaChange failingOn(@Nullable String rows) {
        return with(Hazard.MAY_FAIL_ON_DATA).probedBy(rows);
    }

    /** The same with another query, or none. */
    public SchemaChange probedBy(@Nullable String query) {
        return new SchemaChange(
                this.rank,
                this.object,
                this.name,
                this.summary,
                this.statements,
                this.transactional,
                this.directives,
                this.hazards,
                query,
                this.gentler,
                this.otherwise,
                this.inverse);
    }

    public SchemaChange outsideATransaction() {
        return copy(this.statements, false, this.directives);
    }

    /** The same in a file with directives. */
    SchemaChange directed(List<String> byDirectives) {
        return copy(this.statements, this.transactional, byDirectives);
    }

    private SchemaChange copy(List<String> ofStatements, boolean inTransaction, List<String> byDirectives) {
        return new SchemaChange(
                this.rank,
                this.object,
                this.name,
                this.summary,
                ofStatements,
                inTransaction,
                byDirectives,
                this.hazards,
                this.probe,
                this.gentler,
                this.otherwise,
                this.inverse);
    }

    SchemaChange or(@Nullable SchemaChange ifRefused) {
        return elseways(this.gentler, ifRefused, this.inverse);
    }

    SchemaChange undoneBy(SchemaChange change) {
        return elseways(this.gentler, this.otherwise, change);
    }

    /** The same, or these steps if it would rewrite the table. */
    SchemaChange unlessItRewrites(List<SchemaChange> steps) {
        return elseways(steps, this.otherwise, this.inverse);
    }

    private SchemaChange elseways(
            List<SchemaChange> ifRewriting, @Nullable SchemaChange ifRefused, @Nullable SchemaChange back) {
        return new SchemaChange(
                this.rank,
                this.object,
                this.name,
                this.summary,
                this.statements,
                this.transactional,
                this.directives,
                this.hazards,
                this.probe,
                ifRewriting,
                ifRefused,
                back);
    }

    /** The same with more statements at its end, or at the end of the first step instead. */
    SchemaChange then(List<String> more) {
        List<String> all = new ArrayList<>(this.statements);
        all.addAll(more);
        List<SchemaChange> steps = new ArrayList<>(this.gentler);
        if (!steps.isEmpty()) {
            steps.set(0, steps.get(0).then(more));
        }
        return copy(all, this.transactional, this.directives).unlessItRewrites(steps);
    }

    /** Whether it adds a value to an enum, which nothing can use before it is committed. */
    public boolean addsAnEnumValue() {
        return this.object.kind() == ObjectKind.ENUM
                && this.statements.stream()
                        .anyMatch(sql -> sql.startsWith("ALTER TYPE ") && sql.contains(" ADD VALUE "));
    }

    /** Whether it changes rows, and nothing in the schema. */
    public boolean changesRows() {
        return this.statements.size() == 1 && this.statements.get(0).startsWith("UPDATE ");
    }

    /** Whether it fails on the number of a sequence, and not on a row. */
    public boolean mayFailOnANumber() {
        return this.probe != null && SequenceBounds.areAskedBy(this.probe);
    }

    /** Whether a sequence starts over, because its new bounds include none of its numbers. */
    public boolean restartsASequence() {
        return this.statements.stream().anyMatch(sql -> sql.endsWith(" RESTART"));
    }

    /** Whether PostgreSQL accepts the body of a routine unchecked. */
    public boolean leavesABodyUnchecked() {
        return this.statements.contains(UNCHECKED_BODIES);
    }

    /** The same between other statements. */
    public SchemaChange between(List<String> before, List<String> after) {
        List<String> all = new ArrayList<>(before);
        all.addAll(this.statements);
        all.addAll(after);
        return copy(all, this.transactional, this.directives).elseways(List.of(), null, null);
    }
}
