/**
 * Import of other tools' migration files.
 *
 * <p>The converters are pure: text in, text out. Only {@code FileImport} reads folders. No database.
 */
@NullMarked
package io.github.appliedset.adoption.files;

import org.jspecify.annotations.NullMarked;
