/** Schemas of live databases: taken, replayed, and compared with the snapshot that an application was built with. */
@NullMarked
package io.github.appliedset.verify;

import org.jspecify.annotations.NullMarked;
