package io.github.appliedset.branch;

import java.util.Locale;

/** What two branches can do to each other. */
public enum FindingKind {
    SAME_NUMBER(Severity.ERROR),
    SAME_PATH(Severity.ERROR),
    SAME_STATEMENTS(Severity.ERROR),
    SAME_CONTENT(Severity.ERROR),
    RESEMBLES(Severity.ERROR),
    EDITED(Severity.ERROR),
    EDITED_THERE(Severity.ERROR),
    DELETED(Severity.ERROR),
    RENAMED(Severity.ERROR),
    SAME_DOWN(Severity.ERROR),
    SAME_REPEATABLE(Severity.ERROR),
    DOES_NOT_RUN(Severity.ERROR),
    ORDER_DECIDES(Severity.ERROR),
    SAME_OBJECT(Severity.ERROR),
    GONE_AND_USED(Severity.ERROR),
    TAKEN_BACK(Severity.NOTE),
    TWICE(Severity.NOTE),
    REPEATABLE_GONE(Severity.NOTE),
    DOWN_CHANGED(Severity.NOTE),
    LATE(Severity.NOTE),
    KEEPS_NUMBER(Severity.NOTE),
    SAME_TABLE(Severity.NOTE),
    ORDER_DIFFERS(Severity.NOTE);

    private final Severity severity;

    FindingKind(Severity severity) {
        this.severity = severity;
    }

    /** How bad it is unless something makes it better. */
    Severity severity() {
        return this.severity;
    }

    /** For programs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
