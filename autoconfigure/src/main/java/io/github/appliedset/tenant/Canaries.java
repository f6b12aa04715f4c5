package io.github.appliedset.tenant;

import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.text.Log;
import java.util.Collection;
import java.util.List;

/**
 * The tenants that go first.
 *
 * @param names as configured
 */
record Canaries(List<String> names) {

    private static final Log log = Log.of(Canaries.class);

    Canaries {
        names = List.copyOf(names);
    }

    boolean has(String tenant) {
        return this.names.contains(tenant);
    }

    /** One may have been dropped; a typo looks the same. */
    void warnOfUnlisted(Collection<String> listed) {
        List<String> unlisted =
                this.names.stream().filter(name -> !listed.contains(name)).toList();
        if (!listed.isEmpty() && !unlisted.isEmpty()) {
            log.warn(
                    "No tenant is called {} (applied-set.tenants.first). Correct the name, or remove it",
                    String.join(", ", unlisted));
        }
    }

    /**
     * Requires that one of them goes before the others, if there are any.
     *
     * @param listed all tenants
     * @param others those that would be migrated after them
     * @throws TenantsFailedException if none of them is listed
     */
    void requireOne(Collection<String> listed, List<String> others) {
        if (this.names.isEmpty() || others.isEmpty() || this.names.stream().anyMatch(listed::contains)) {
            return;
        }
        throw new TenantsFailedException(
                "No tenant is called " + String.join(", ", this.names)
                        + " (applied-set.tenants.first), so no canary can go before the others. No tenant was migrated; "
                        + TenantReport.shortened(others.stream().sorted().toList())
                        + (others.size() == 1 ? " is" : " are") + " behind.",
                "Correct the names in applied-set.tenants.first. If these tenants were dropped, name others, or remove the"
                        + " property.",
                others.stream().sorted().toList(),
                false,
                null);
    }
}
