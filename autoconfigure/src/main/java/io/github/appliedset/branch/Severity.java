package io.github.appliedset.branch;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
    /** Goes wrong unless somebody does something. */
    ERROR,
    /** Worth knowing. */
    NOTE;

    /** For programs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
