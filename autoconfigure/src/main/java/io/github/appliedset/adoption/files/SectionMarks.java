package io.github.appliedset.adoption.files;

/** The comments by which a tool knows the sections of a file. */
interface SectionMarks {

    /** What a line says to the tool. */
    Mark in(String line);

    /** What a line says. */
    enum Mark {
        NOTHING,
        UP,
        DOWN,
        UP_WITHOUT_TRANSACTION,
        DOWN_WITHOUT_TRANSACTION,
        NO_TRANSACTION,
        STATEMENT_BORDER,
        VARIABLES,
        UNKNOWN
    }
}
