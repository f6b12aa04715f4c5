package io.github.appliedset.run;

import io.github.appliedset.migration.Step;
import java.time.Duration;

/**
 * A step that is committed.
 *
 * @param step which one
 * @param duration how long it took, its commit included
 */
public record Done(Step step, Duration duration) {}
