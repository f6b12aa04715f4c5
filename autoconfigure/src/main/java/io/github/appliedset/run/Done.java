package io.github.appliedset.run;

import io.github.appliedset.migration.Step;
import java.time.Duration;

/**
 * A committed step.
 *
 * @param step the step
 * @param duration how long it took, including its commit unless others followed in the same round trip
 */
public record Done(Step step, Duration duration) {}
