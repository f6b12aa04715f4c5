/** Server processes that outlive the connections of tests. */
package io.github.appliedset.support.session;
