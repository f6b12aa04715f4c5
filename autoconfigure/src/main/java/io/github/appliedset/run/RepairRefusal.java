package io.github.appliedset.run;

import io.github.appliedset.migration.TrackerException;

/** The exception for a repair that is refused. */
final class RepairRefusal {

    private RepairRefusal() {}

    static TrackerException of(String description, String action) {
        return new TrackerException(description + " Nothing was changed.", action, "repair-refused", null);
    }
}
