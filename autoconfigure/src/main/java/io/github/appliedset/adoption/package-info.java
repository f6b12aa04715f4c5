/**
 * Adoption into a new tracker: other tools' tables, or a baseline.
 *
 * <p>{@code LegacyTool} and {@code Adoption} are API; the rest is public only because {@code migrator} and the import of files
 * need it.
 */
@NullMarked
package io.github.appliedset.adoption;

import org.jspecify.annotations.NullMarked;
