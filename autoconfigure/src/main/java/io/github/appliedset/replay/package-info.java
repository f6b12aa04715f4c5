/** Migrations run in a scratch database, and the schema they make. */
@NullMarked
package io.github.appliedset.replay;

import org.jspecify.annotations.NullMarked;
