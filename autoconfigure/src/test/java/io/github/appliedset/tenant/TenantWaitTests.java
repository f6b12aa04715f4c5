package io.github.appliedset.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A process that waits for the tenants, which another one migrates. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class TenantWaitTests extends MigratorTestSupport {

    private final AtomicInteger connections = new AtomicInteger();

    @BeforeEach
    void writeFiles() {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
    }

    private interface Meanwhile {

        void of(int connection) throws SQLException;
    }

    private TenantMigrator tenants(TestDatabase database, Meanwhile meanwhile) {
        Migrator template = Migrator.builder()
                .dataSource(new DelegatingDataSource(database.dataSource()) {

                    @Override
                    public Connection getConnection() throws SQLException {
                        meanwhile.of(TenantWaitTests.this.connections.incrementAndGet());
                        return super.getConnection();
                    }
                })
                .locations(this.files.location())
                .build();
        return TenantMigrator.builder(template, () -> List.of("tenant_1", "tenant_2"))
                .build();
    }

    private TenantMigrator other(TestDatabase database) {
        return tenants(database, connection -> {});
    }

    @Test
    void endsWhenAnotherProcessHasMigratedThem(TestDatabase database, CapturedOutput output) {
        TenantReport first = tenants(database, connection -> {}).status();
        int ofALook = this.connections.getAndSet(0);
        TenantMigrator waiting = tenants(database, connection -> {
            if (connection == ofALook + 1) {
                int before = this.connections.get();
                other(database).migrate();
                this.connections.set(before);
            }
        });

        TenantReport report = waiting.await(Duration.ofDays(1));

        assertThat(first.isCurrent()).isFalse();
        assertThat(report.summary()).isEqualTo("2 current, 0 behind, 0 failed");
        assertThat(output)
                .containsOnlyOnce("Waiting for another process to migrate the tenants"
                        + " (0 current, 2 behind, 0 failed: tenant_1, tenant_2; at most ");
    }

    @Test
    void waitsForADatabaseThatIsBrieflyDown(TestDatabase database, CapturedOutput output) {
        other(database).migrate();
        this.connections.set(0);

        TenantReport report = tenants(database, connection -> {
                    if (connection == 1) {
                        throw new SQLTransientConnectionException("nobody listens", "08001");
                    }
                })
                .await(Duration.ofDays(1));

        assertThat(report.isCurrent()).isTrue();
        assertThat(output)
                .contains("Waiting for another process to migrate the tenants (the database is not reachable;");
    }

    @Test
    void refusedLoginFailsAtOnce(TestDatabase database) {
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " NOLOGIN");

        assertThatExceptionOfType(DatabaseAccessException.class)
                .isThrownBy(() -> other(database).await(Duration.ofDays(1)));
    }

    @Test
    void doesNotWaitForAConflictingTenant(TestDatabase database) {
        other(database).migrate("tenant_1");
        this.files.with("1_a.up.sql", "CREATE TABLE a (id bigint);");

        TenantReport report = other(database).await(Duration.ofDays(1));

        assertThat(report.in(TenantResult.State.FAILED))
                .singleElement()
                .satisfies(tenant -> assertThat(tenant.failure()).isInstanceOf(MigrationConflictException.class));
    }

    @Test
    void looksOnceIfTheTimeIsSpent(TestDatabase database) {
        assertThat(other(database).await(Duration.ofDays(-1)).summary())
                .isEqualTo("0 current, 2 behind, 0 failed: tenant_1, tenant_2");
    }

    @Test
    void canBeInterrupted(TestDatabase database) {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(MigrationInterruptedException.class)
                .isThrownBy(() -> other(database).await(Duration.ofDays(1)));
        assertThat(Thread.interrupted()).isTrue();
    }
}
