package io.github.appliedset.run;

import io.github.appliedset.migration.TrackerException;

/** The exception of a repair that is not made. */
final class RepairRefusal {

    private RepairRefusal() {}

    static TrackerException of(String description, String action) {
        return new TrackerException(description + " Nothing was changed.", action, "repair-refused", null);
    }
}
