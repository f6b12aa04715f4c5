package io.github.appliedset.manytenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.AppliedSetAutoConfiguration;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tenant.TenantDatabases;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantSchemas;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** The application of docs/how-to/migrate-many-schemas.md, with a real Hibernate. */
@PostgresTest
class TenantsPageTests {

    private static final HowToPage PAGE = HowToPage.named("migrate-many-schemas.md");

    private MigrationFolder ordinary;
    private MigrationFolder files;

    @BeforeEach
    void prepare(@TempDir Path folder, @TempDir Path ofTenants) {
        this.ordinary = new MigrationFolder(folder);
        this.files = new MigrationFolder(ofTenants);
        PAGE.blocks("sql")
                .forEach(file ->
                        this.files.with(file.lines().findFirst().orElseThrow().substring("-- ".length()), file));
    }

    private ApplicationContextRunner application(TestDatabase database) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.ordinary.location(),
                        "applied-set.tenants.locations=" + this.files.location());
    }

    private void listTenants() {
        this.ordinary.with(
                "1_tenants.up.sql",
                "CREATE TABLE public.tenant (schema_name text, active boolean);\n"
                        + "INSERT INTO public.tenant VALUES ('tenant_1', true), ('tenant_2', true), ('old', false);");
    }

    @Test
    void everyExampleIsCompiledHere() {
        PAGE.blocks("java").forEach(code -> HowToPage.isCodeOf(TenantsPageTests.class, code));
    }

    @Test
    void hibernateFindsTheRowsOfEachTenant(TestDatabase database) {
        listTenants();
        application(database)
                .withConfiguration(AutoConfigurations.of(
                        HibernateJpaAutoConfiguration.class,
                        DataJpaRepositoriesAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withUserConfiguration(Scan.class, TenantConnections.class, CurrentTenant.class, Tenants.class)
                .withPropertyValues(HowToPage.properties(PAGE.blocks("yaml").get(0)))
                .withPropertyValues(
                        "spring.jpa.hibernate.ddl-auto=none", "spring.datasource.hikari.maximum-pool-size=1")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    CurrentTenant tenant = context.getBean(CurrentTenant.class);
                    Orders orders = context.getBean(Orders.class);
                    context.getBean(Tenants.class).create("tenant_3");
                    for (int number = 1; number <= 3; number++) {
                        tenant.set("tenant_" + number);
                        for (long id = 1; id <= number; id++) {
                            orders.save(order(id));
                        }
                    }

                    for (int number = 1; number <= 3; number++) {
                        tenant.set("tenant_" + number);
                        assertThat(orders.count()).isEqualTo(number);
                        assertThat(database.query("SELECT count(*) FROM tenant_" + number + ".orders"))
                                .containsExactly(Integer.toString(number));
                    }
                    // The only connection of the pool: what Hibernate has set does not stay.
                    assertThat(Sql.firstColumn(context.getBean(DataSource.class), "SHOW search_path"))
                            .containsExactly("public");
                    assertThat(context.getBean(TenantMigrator.class).status().summary())
                            .isEqualTo("2 current, 0 behind, 0 failed");
                });
        assertThat(database.hasTable("old.orders")).isFalse();
        assertThat(database.hasTable("public.orders")).isFalse();
    }

    private static Order order(long id) {
        Order order = new Order();
        order.id = id;
        order.total = BigDecimal.TEN;
        return order;
    }

    @Test
    void aBeanNamesTheSchemas(TestDatabase database) {
        listTenants();
        application(database).withUserConfiguration(Schemas.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(database.hasTable("tenant_2.orders")).isTrue();
            assertThat(database.hasTable("old.orders")).isFalse();
        });
    }

    @Test
    void everyCustomerHasADatabase(TestDatabase database) {
        String prefix = database.name() + "_";
        Sql.execute(database.superuser(), "CREATE DATABASE " + prefix + "acme OWNER \"" + database.username() + "\"");
        try {
            this.ordinary.with(
                    "1_customers.up.sql",
                    "CREATE TABLE public.customer (name text);\nINSERT INTO public.customer VALUES ('acme');");
            application(database)
                    .withUserConfiguration(CustomerDatabases.class)
                    .withPropertyValues("customers.url=" + database.url().replaceFirst("/[^/]*$", "/" + prefix))
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(Sql.firstColumn(
                                        database.dataSourceOf(prefix + "acme"), "SELECT to_regclass('public.orders')"))
                                .containsExactly("orders");
                        assertThat(database.hasTable("public.orders")).isFalse();
                    });
        } finally {
            Sql.execute(database.superuser(), "DROP DATABASE " + prefix + "acme WITH (FORCE)");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EntityScan(basePackageClasses = Order.class)
    @EnableJpaRepositories(basePackageClasses = Orders.class)
    static class Scan {}

    @Configuration(proxyBeanMethods = false)
    static class Schemas {

        @Bean
        TenantSchemas tenantSchemas(DataSource dataSource) {
            return () -> JdbcClient.create(dataSource)
                    .sql("SELECT schema_name FROM public.tenant WHERE active")
                    .query(String.class)
                    .list();
        }
    }
}

@Service
class Tenants {

    private final TenantMigrator migrator;

    Tenants(TenantMigrator migrator) {
        this.migrator = migrator;
    }

    void create(String schema) {
        this.migrator.migrate(schema);
    }
}

@Component
class TenantConnections implements MultiTenantConnectionProvider<String>, HibernatePropertiesCustomizer {

    private final DataSource dataSource;

    TenantConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection getAnyConnection() throws SQLException {
        return this.dataSource.getConnection();
    }

    @Override
    public void releaseAnyConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public Connection getConnection(String schema) throws SQLException {
        Connection connection = getAnyConnection();
        connection.setSchema(schema);
        return connection;
    }

    @Override
    public void releaseConnection(String schema, Connection connection) throws SQLException {
        connection.setSchema("public");
        releaseAnyConnection(connection);
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void customize(Map<String, Object> hibernate) {
        hibernate.put("hibernate.multi_tenant_connection_provider", this);
    }
}

@Component
class CurrentTenant implements CurrentTenantIdentifierResolver<String>, HibernatePropertiesCustomizer {

    private final ThreadLocal<String> schema = ThreadLocal.withInitial(() -> "public");

    void set(String schema) {
        this.schema.set(schema);
    }

    @Override
    public String resolveCurrentTenantIdentifier() {
        return this.schema.get();
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return true;
    }

    @Override
    public void customize(Map<String, Object> hibernate) {
        hibernate.put("hibernate.tenant_identifier_resolver", this);
    }
}

@Entity(name = "orders")
class Order {

    @Id
    Long id;

    BigDecimal total;
}

interface Orders extends JpaRepository<Order, Long> {}

@Component
class CustomerDatabases implements TenantDatabases {

    private final DataSource catalog;
    private final DataSourceProperties user;
    private final String url;

    CustomerDatabases(DataSource catalog, DataSourceProperties user, @Value("${customers.url}") String url) {
        this.catalog = catalog;
        this.user = user;
        this.url = url;
    }

    @Override
    public List<String> names() {
        return JdbcClient.create(this.catalog)
                .sql("SELECT name FROM public.customer")
                .query(String.class)
                .list();
    }

    @Override
    public DataSource open(String name) {
        return new DriverManagerDataSource(this.url + name, this.user.getUsername(), this.user.getPassword());
    }
}
