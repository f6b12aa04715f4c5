package io.github.appliedset.branch;

import io.github.appliedset.migration.Migration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How two branches are settled: every change of a file, decided before the first is made.
 *
 * @param renumbered this branch's migrations with their new up files
 * @param steps each path once
 * @param lines the same for people, a line each
 * @param left what a person has to do
 * @param refusals why nothing may be done
 */
public record Resolution(
        Map<BranchMigration, String> renumbered,
        List<FileStep> steps,
        List<String> lines,
        List<String> left,
        List<String> refusals) {

    /** Two texts under one path. */
    public enum SamePath {
        /** One migration that was edited: the other branch's text stays. */
        ONE,
        /** Two migrations: this branch's gets another number. */
        TWO
    }

    /**
     * What to go by.
     *
     * @param branches the branches
     * @param findings what is known about them
     * @param stays this branch's new migrations that the other branch does not have
     * @param released those that keep their numbers
     * @param late whether the order decides, so that late ones get new numbers, too
     * @param meeting whether git has brought, or is bringing, the other branch's files here
     * @param unmerged paths that git waits for
     * @param samePath the answer for each of this branch's migrations that takes one; without those that nobody has given
     * @param elsewhere migrations on no branch: those in Java, and those that another module ships
     */
    public record Question(
            BranchComparison branches,
            List<Finding> findings,
            List<BranchMigration> stays,
            Set<BranchMigration> released,
            boolean late,
            boolean meeting,
            Set<String> unmerged,
            Map<BranchMigration, SamePath> samePath,
            List<Migration> elsewhere) {}

    public Resolution {
        renumbered = Collections.unmodifiableMap(new LinkedHashMap<>(renumbered));
        steps = List.copyOf(steps);
        lines = List.copyOf(lines);
        left = List.copyOf(left);
        refusals = List.copyOf(refusals);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return this.steps.isEmpty();
    }
}
