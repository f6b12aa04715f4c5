/** Schema drift: the schema of a database, compared with the snapshot that the application was built with. */
@NullMarked
package io.github.appliedset.drift;

import org.jspecify.annotations.NullMarked;
