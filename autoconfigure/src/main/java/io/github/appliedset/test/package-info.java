/** Assertions about migrations, for the tests of users. Needs AssertJ. */
@NullMarked
package io.github.appliedset.test;

import org.jspecify.annotations.NullMarked;
