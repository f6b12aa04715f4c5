package io.github.appliedset.adoption.files;

/** The comments that mark the sections of a tool's file. */
interface SectionMarks {

    /** The mark in a line. */
    Mark in(String line);

    /** Meaning of a line. */
    enum Mark {
        NOTHING,
        UP,
        DOWN,
        UP_WITHOUT_TRANSACTION,
        DOWN_WITHOUT_TRANSACTION,
        NO_TRANSACTION,
        STATEMENT_BORDER,
        VARIABLES,
        VARIABLES_END,
        UNKNOWN
    }
}
