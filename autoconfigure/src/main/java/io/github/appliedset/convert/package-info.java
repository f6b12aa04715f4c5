/**
 * Other tools' migration files, turned into ours.
 *
 * <p>The converters are pure: text in, text out. {@code FileImport} alone looks at folders. Plain Java, no database.
 */
@NullMarked
package io.github.appliedset.convert;

import org.jspecify.annotations.NullMarked;
