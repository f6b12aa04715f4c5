package io.github.appliedset.session;

/** A privilege to change rows of the tracker. */
public enum Privilege {
    /** To apply a migration. */
    INSERT,
    /** To correct a row. */
    UPDATE,
    /** To roll a migration back, or to forget its row. */
    DELETE
}
