package io.github.appliedset.run;

import java.util.List;

/**
 * Where a database treated as a developer's own may be.
 *
 * @param hosts names of hosts besides this one
 * @param containers JDBC URLs of the containers that this process has started
 * @param inKubernetes whether this process runs in Kubernetes, where no database is a developer's own
 */
public record DevelopmentSettings(List<String> hosts, List<String> containers, boolean inKubernetes) {

    public DevelopmentSettings {
        hosts = List.copyOf(hosts);
        containers = List.copyOf(containers);
    }
}
