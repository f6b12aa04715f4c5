package io.github.appliedset.faults;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.tenant.TenantMigrator;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrates tenants in a process of its own. */
final class TenantProcess {

    private TenantProcess() {}

    static ChildJvm start(String url, String location, int tenants) {
        return ChildJvm.start(TenantProcess.class, List.of(), url, location, Integer.toString(tenants));
    }

    static TenantMigrator migrator(DataSource dataSource, String location, int tenants) {
        List<String> schemas = IntStream.rangeClosed(1, tenants)
                .mapToObj(number -> "tenant_" + number)
                .toList();
        return TenantMigrator.builder(
                        Migrator.builder()
                                .dataSource(dataSource)
                                .locations(location)
                                .build(),
                        () -> schemas)
                .build();
    }

    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        System.out.println(migrator(dataSource, arguments[1], Integer.parseInt(arguments[2]))
                .migrate()
                .summary());
    }
}
