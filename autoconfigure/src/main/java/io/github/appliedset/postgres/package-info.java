/** What every package that talks to PostgreSQL shares. */
@NullMarked
package io.github.appliedset.postgres;

import org.jspecify.annotations.NullMarked;
