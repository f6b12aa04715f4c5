package io.github.appliedset.generate;

import io.github.appliedset.schema.change.Hazard;
import java.util.Set;

/**
 * One generated migration, without a version.
 *
 * @param name the part of its file names between version and suffix
 * @param up the text of its up file
 * @param down the text of its down file
 * @param hazards what its up file may do to data or to a running application
 * @param nonTransactional whether its up file runs outside a transaction
 */
public record GeneratedMigration(String name, String up, String down, Set<Hazard> hazards, boolean nonTransactional) {

    public GeneratedMigration {
        hazards = Set.copyOf(hazards);
    }
}
