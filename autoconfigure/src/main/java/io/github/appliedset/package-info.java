/** The annotations that the packages share. */
@NullMarked
package io.github.appliedset;

import org.jspecify.annotations.NullMarked;
