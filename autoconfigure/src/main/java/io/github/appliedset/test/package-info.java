/** For the tests of users: assertions about their migrations. Needs AssertJ. */
@NullMarked
package io.github.appliedset.test;

import org.jspecify.annotations.NullMarked;
