package io.github.appliedset.schema.change;

import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.List;

/** The changes of the objects of one kind. Anything it does not support is left, and found later. */
interface Changes {

    /** Creates an object. */
    List<SchemaChange> create(SchemaObject object);

    /** Drops an object. */
    List<SchemaChange> drop(SchemaObject object);

    /**
     * Alters an object.
     *
     * @param different the attributes that differ; expected is what they should become
     */
    List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different);
}
