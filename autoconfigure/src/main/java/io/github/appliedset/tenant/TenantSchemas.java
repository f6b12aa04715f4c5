package io.github.appliedset.tenant;

import java.util.List;

/** Names the schemas of all tenants. */
@FunctionalInterface
public interface TenantSchemas {

    /**
     * Asked at every run, after the ordinary migrations, and once more at its end for tenants that were created meanwhile.
     *
     * @return the schemas, unquoted; each counts once
     */
    List<String> schemas();
}
