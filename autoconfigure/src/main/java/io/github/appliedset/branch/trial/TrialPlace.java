package io.github.appliedset.branch.trial;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;

/**
 * Where to run both branches.
 *
 * @param migrator its server makes scratch databases; its own database is not touched
 * @param elsewhere the same with what is on no branch: migrations in Java, and those that another module ships
 * @param coverage the part of the schemas to compare
 */
public record TrialPlace(Migrator migrator, Migrator elsewhere, Coverage coverage) {}
