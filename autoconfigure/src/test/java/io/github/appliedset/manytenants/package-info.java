/** An application of its own, so that test slices find its entities and nothing else. */
package io.github.appliedset.manytenants;
