/** Whether a database is as it should be: its schema, read and compared with the snapshot that an application was built with. */
@NullMarked
package io.github.appliedset.drift;

import org.jspecify.annotations.NullMarked;
