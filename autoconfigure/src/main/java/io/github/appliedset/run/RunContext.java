package io.github.appliedset.run;

import io.github.appliedset.execution.CodeRunner;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.MigrationTracker;

/**
 * What work on a migrator's database needs, for packages that do more than one run.
 *
 * @param session its connection, not yet prepared
 * @param tracker the gateway to its table
 * @param settings of the migrator
 * @param code runs its migrations in Java
 */
public record RunContext(Session session, MigrationTracker tracker, RunSettings settings, CodeRunner code) {}
