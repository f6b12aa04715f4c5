/** Words that every package uses in its messages. Plain Java. */
@NullMarked
package io.github.appliedset.text;

import org.jspecify.annotations.NullMarked;
