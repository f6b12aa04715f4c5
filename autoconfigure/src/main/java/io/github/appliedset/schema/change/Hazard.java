package io.github.appliedset.schema.change;

/** What a migration may do to data, or to an application that is running. */
public enum Hazard {
    /** Rows or values are lost. */
    DATA_LOSS,
    /** It fails if the rows do not fit. */
    MAY_FAIL_ON_DATA,
    /** The whole table is rewritten. */
    REWRITE,
    /** The whole table is read. */
    FULL_SCAN,
    /** Nobody can read the table while it is scanned or rewritten. */
    BLOCKS_READS,
    /** Nobody can write to the table while it is scanned or rewritten. */
    BLOCKS_WRITES,
    /** A release that is still running may need something that no longer exists. */
    BREAKS_OLD_CODE,
    /** No down file can undo it. */
    IRREVERSIBLE
}
