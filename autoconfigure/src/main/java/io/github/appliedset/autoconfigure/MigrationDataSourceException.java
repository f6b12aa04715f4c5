package io.github.appliedset.autoconfigure;

import java.util.List;

/** It is not clear which DataSource to migrate. */
final class MigrationDataSourceException extends RuntimeException {

    MigrationDataSourceException(List<String> candidates) {
        super(
                candidates.isEmpty()
                        ? "There is no DataSource to migrate, and no applied-set.url."
                        : "There are " + candidates.size() + " DataSources, and none is primary: "
                                + String.join(", ", candidates) + ".");
    }
}
