package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;

/** Tells whether a migrator manages the schema of a DataSource. */
final class MigratedSchemas implements SchemaManagementProvider {

    private final ObjectProvider<Migrator> migrators;
    private final ObjectProvider<DataSource> dataSources;

    MigratedSchemas(ObjectProvider<Migrator> migrators, ObjectProvider<DataSource> dataSources) {
        this.migrators = migrators;
        this.dataSources = dataSources;
    }

    @Override
    public SchemaManagement getSchemaManagement(DataSource dataSource) {
        DataSource asked = MigrationDataSource.withoutProxies(dataSource);
        List<DataSource> migrated = this.migrators.stream()
                .map(migrator -> MigrationDataSource.withoutProxies(migrator.dataSource()))
                .toList();
        List<DataSource> beans = this.dataSources.stream(ObjectProvider.UNFILTERED)
                .map(MigrationDataSource::withoutProxies)
                .toList();
        // A DataSource built from properties, not a bean, stands for the application's.
        boolean ofProperties = !beans.containsAll(migrated) && dataSource.equals(this.dataSources.getIfUnique());
        return migrated.contains(asked) || ofProperties ? SchemaManagement.MANAGED : SchemaManagement.UNMANAGED;
    }
}
