/**
 * What has been done: the tracker table, and other tools' trackers it can be filled from.
 *
 * <p>{@code LegacyTool} and {@code Adoption} are API; the rest is public only because {@code migrator} needs it. SQL stands
 * next to the call that sends it.
 */
@NullMarked
package io.github.appliedset.tracker;

import org.jspecify.annotations.NullMarked;
