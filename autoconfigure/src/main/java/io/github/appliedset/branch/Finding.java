package io.github.appliedset.branch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that two branches do to each other.
 *
 * @param kind what it is
 * @param severity whether it fails
 * @param text one or more sentences for people
 * @param ours the migration of this branch, or null
 * @param theirs the migration of the other branch, or null
 * @param objects the objects of the database that it is about; none if they are not known
 * @param remedy what to do; empty if nothing needs to be done
 */
public record Finding(
        FindingKind kind,
        Severity severity,
        String text,
        @Nullable BranchMigration ours,
        @Nullable BranchMigration theirs,
        List<String> objects,
        String remedy) {

    static final String RESOLVE = "--applied-set.command=resolve";

    public Finding {
        objects = List.copyOf(objects);
    }

    /** With the severity of its kind. */
    public static Finding of(
            FindingKind kind,
            String text,
            @Nullable BranchMigration ours,
            @Nullable BranchMigration theirs,
            String remedy) {
        return new Finding(kind, kind.severity(), text, ours, theirs, List.of(), remedy);
    }

    /** The same, about these objects. */
    public Finding about(List<String> objects) {
        return new Finding(this.kind, this.severity, this.text, this.ours, this.theirs, objects, this.remedy);
    }

    /** The same, as something to know. */
    public Finding asNote() {
        return new Finding(this.kind, Severity.NOTE, this.text, this.ours, this.theirs, this.objects, this.remedy);
    }

    public boolean isError() {
        return this.severity == Severity.ERROR;
    }

    /** The migration of this branch. */
    public Optional<BranchMigration> mine() {
        return Optional.ofNullable(this.ours);
    }

    /** The migration of the other branch. */
    public Optional<BranchMigration> other() {
        return Optional.ofNullable(this.theirs);
    }
}
