/** One migrator over many schemas: each tenant has its own, with a tracker of its own, and all have the same files. */
@NullMarked
package io.github.appliedset.tenant;

import org.jspecify.annotations.NullMarked;
