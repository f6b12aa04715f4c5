/**
 * How a connection reaches the server: the pools and proxies between its borrower and the driver, and how each pool
 * replaces a connection.
 */
@Internal
@NullMarked
package io.github.appliedset.pool;

import io.github.appliedset.Internal;
import org.jspecify.annotations.NullMarked;
