/** What operators see: the actuator endpoint {@code migrations}. Public only because Spring Boot needs it. */
@NullMarked
package io.github.appliedset.actuate;

import org.jspecify.annotations.NullMarked;
