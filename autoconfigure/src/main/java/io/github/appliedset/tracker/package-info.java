/**
 * What has been done: the tracker table, and other tools' trackers it can be filled from.
 *
 * <p>Public only because {@code migrator} needs it; not API. SQL stands next to the call that sends it.
 */
@NullMarked
package io.github.appliedset.tracker;

import org.jspecify.annotations.NullMarked;
