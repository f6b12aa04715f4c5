/** Empty databases beside another one, for whatever must not happen to it. */
@NullMarked
package io.github.appliedset.scratch;

import org.jspecify.annotations.NullMarked;
