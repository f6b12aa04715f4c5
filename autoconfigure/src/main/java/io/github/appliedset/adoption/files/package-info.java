/**
 * Imports other tools' migration files: their text, written as ours.
 *
 * <p>The converters are pure: text in, text out. {@code FileImport} alone looks at folders. No database.
 */
@NullMarked
package io.github.appliedset.adoption.files;

import org.jspecify.annotations.NullMarked;
