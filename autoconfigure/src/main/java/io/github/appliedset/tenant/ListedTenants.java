package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tenants that a bean of the application lists, or the reason why the list cannot be used. */
enum ListedTenants {
    SCHEMAS("schemas", "TenantSchemas", "schemas", "applied-set.tenants.schemas-from, or of "),
    DATABASES("databases", "TenantDatabases", "names", "");

    private final String what;
    private final String bean;
    private final String method;
    private final String otherwise;

    ListedTenants(String what, String bean, String method, String otherwise) {
        this.what = what;
        this.bean = bean;
        this.method = method;
        this.otherwise = otherwise;
    }

    /**
     * Asks for them.
     *
     * @return each once
     * @throws MigrationException if they cannot be listed, or one has no name
     */
    List<String> of(Supplier<? extends @Nullable List<String>> asked) {
        List<String> names;
        try {
            names = Objects.requireNonNull(asked.get(), this.method + " has returned null");
        } catch (MigrationException explained) {
            throw explained;
        } catch (RuntimeException failure) {
            throw new TrackerException(
                    "The " + this.what + " of the tenants could not be listed: " + failure
                            + "\nNo tenant was migrated.",
                    "Correct the bean " + this.bean + ". It is called after the ordinary migrations.",
                    "tenants",
                    failure);
        }
        if (names.stream().anyMatch(ListedTenants::isBlank)) {
            throw new TrackerException(
                    "A tenant without a name is listed. No tenant was migrated.", leaveOut(), "tenants", null);
        }
        return names.stream().distinct().toList();
    }

    /** Advice about a name that should not be listed. */
    String leaveOut() {
        return "Leave it out of " + this.otherwise + "the bean " + this.bean + ".";
    }

    private static boolean isBlank(@Nullable String name) {
        return name == null || name.isBlank();
    }
}
