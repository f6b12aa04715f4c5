package io.github.appliedset.schema.change;

import io.github.appliedset.Internal;

/** When a change is tried: what others need is created first, what others use is dropped last. */
@Internal
public enum Rank {
    SCHEMA,
    EXTENSION,
    TYPE,
    SEQUENCE,
    ROUTINE,
    TABLE,
    DROP_CONSTRAINT,
    COLUMN,
    COLUMN_OF_ROWS,
    CONSTRAINT,
    INDEX,
    FOREIGN_KEY,
    VIEW,
    TRIGGER,
    POLICY,
    OTHER,
    OPTION,
    RIGHT,
    VALIDATION,
    COMMENT,
    DROP_DEPENDENT,
    DROP_VIEW,
    DROP_INDEX,
    DROP_COLUMN,
    DROP_TABLE,
    DROP_ROUTINE,
    DROP_SEQUENCE,
    DROP_TYPE,
    DROP_EXTENSION,
    DROP_SCHEMA
}
