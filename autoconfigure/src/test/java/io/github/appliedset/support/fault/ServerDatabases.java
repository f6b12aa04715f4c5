package io.github.appliedset.support.fault;

import io.github.appliedset.tenant.TenantDatabases;
import java.util.List;
import javax.sql.DataSource;

/**
 * Databases of one server as tenants. Outside the packages of test applications: a command would take it for code of theirs
 * that names the tenants.
 *
 * @param port of the server, or of what stands in front of it
 */
public record ServerDatabases(int port, List<String> names) implements TenantDatabases {

    @Override
    public DataSource open(String name) {
        return ServerProcess.dataSource(this.port, name);
    }
}
