/** applied-set, its peers and the lower bounds, measured side by side. */
@NullMarked
package io.github.appliedset.benchmarks;

import org.jspecify.annotations.NullMarked;
