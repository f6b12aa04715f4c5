/** A small bookshop whose schema applied-set keeps. */
@NullMarked
package io.github.appliedset.sample;

import org.jspecify.annotations.NullMarked;
