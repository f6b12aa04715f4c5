/** A small bookshop whose schema applied-set migrates. */
@NullMarked
package io.github.appliedset.sample;

import org.jspecify.annotations.NullMarked;
