package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.TamperingDataSource;
import io.github.appliedset.support.fault.TamperingDataSource.Tampering;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader of scripts would have to miss, and what another program may do behind the lock. */
@Timeout(60)
class TamperedTransactionTests extends MigratorTestSupport {

    private MigrationReport migrate(TestDatabase database, Tampering tampering) {
        return migrator(database)
                .dataSource(new TamperingDataSource(database.dataSource(), tampering))
                .build()
                .migrate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "COMMIT; BEGIN",
                "COMMIT AND CHAIN",
                "ROLLBACK",
                "ROLLBACK AND CHAIN",
                "END; START TRANSACTION; SELECT 1"
            })
    void missedTransactionControlIsDetectedBeforeTheRow(String control, TestDatabase database) {
        this.files.with(
                "1_a.up.sql", "CREATE TABLE public.a (id int);\nSELECT 'control';\nCREATE TABLE public.b (id int);\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database, sql -> sql.equals("SELECT 'control'") ? control : sql))
                .withMessageContaining("ended its own transaction");
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void transactionThatFailedUnnoticedIsNotRecorded(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\nSELECT 1 / 0;\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database, new Tampering() {
                    @Override
                    public String tamper(String sql) {
                        return sql;
                    }

                    @Override
                    public boolean swallows(SQLException failure) {
                        return failure.getMessage().contains("division by zero");
                    }
                }))
                .withMessageContaining("SQLSTATE 25P02");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void detectsARowWrittenWithoutTheLockAndUndoesTheWork(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);").with("2_b.up.sql", "SELECT 1;");

        MigrationReport report;
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(new FaultProxy.Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.startsWith("INSERT INTO public.applied_migrations (")
                            && database.applied().isEmpty()) {
                        database.execute("INSERT INTO public.applied_migrations (version, name) VALUES (1, 'a')");
                    }
                    return sql;
                }
            });
            report = migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .build()
                    .migrate();
        }

        assertThat(labels(report)).containsExactly("2_b");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }
}
