/** Names and keys of the observations, and the conventions by which an application changes them. */
@NullMarked
package io.github.appliedset.observation;

import org.jspecify.annotations.NullMarked;
