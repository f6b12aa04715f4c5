package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.text.Visible;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A tenant for which PostgreSQL can have no schema.
 *
 * @param name what it is called
 * @param why what is wrong with the name
 */
record UnfitSchema(String name, String why) {

    private static final int LONGEST = 63;

    /** Empty if there can be a schema of that name. */
    static Optional<UnfitSchema> of(String name) {
        if (name.indexOf(0) >= 0) {
            return Optional.of(new UnfitSchema(name, "has a NUL character"));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return Optional.of(new UnfitSchema(name, "is not Unicode"));
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= LONGEST
                ? Optional.empty()
                : Optional.of(new UnfitSchema(
                        name, "has " + bytes + " bytes, and PostgreSQL keeps at most " + LONGEST + " of a name"));
    }

    MigrationException failure() {
        return new TrackerException(
                "Tenant " + Visible.line(this.name) + " cannot be a schema: its name " + this.why
                        + ". It was not migrated.",
                ListedTenants.SCHEMAS.leaveOut(),
                "tenants",
                null);
    }
}
