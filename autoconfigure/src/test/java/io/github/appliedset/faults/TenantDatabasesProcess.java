package io.github.appliedset.faults;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.support.fault.ServerDatabases;
import io.github.appliedset.support.fault.ServerProcess;
import io.github.appliedset.tenant.TenantMigrator;
import java.util.List;
import java.util.stream.IntStream;

/** Migrates tenants with a database each, beside an ordinary one, in a process of its own. */
final class TenantDatabasesProcess {

    private TenantDatabasesProcess() {}

    static ChildJvm start(int port, String ordinary, String location, int tenants) {
        return ChildJvm.start(
                TenantDatabasesProcess.class,
                List.of(),
                Integer.toString(port),
                ordinary,
                location,
                Integer.toString(tenants));
    }

    static List<String> names(String ordinary, int tenants) {
        return IntStream.rangeClosed(1, tenants)
                .mapToObj(number -> ordinary + "_" + number)
                .toList();
    }

    /** The name of a tenant is that of its database. */
    static TenantMigrator migrator(int port, String ordinary, String location, int tenants) {
        List<String> names = names(ordinary, tenants);
        Migrator template = Migrator.builder()
                .dataSource(ServerProcess.dataSource(port, ordinary))
                .locations(location)
                .build();
        return TenantMigrator.builder(template, new ServerDatabases(port, names))
                .build();
    }

    public static void main(String[] arguments) {
        System.out.println(
                migrator(Integer.parseInt(arguments[0]), arguments[1], arguments[2], Integer.parseInt(arguments[3]))
                        .migrate()
                        .summary());
    }
}
