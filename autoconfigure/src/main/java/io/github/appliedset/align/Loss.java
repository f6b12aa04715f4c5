package io.github.appliedset.align;

/**
 * Rows or values that a rollback would take away.
 *
 * @param object where they are, for example {@code public.employee.phone}
 * @param what how many, and which, if that is short
 */
public record Loss(String object, String what) {

    @Override
    public String toString() {
        return this.object + ": " + this.what;
    }
}
