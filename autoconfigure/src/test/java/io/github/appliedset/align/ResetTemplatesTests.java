package io.github.appliedset.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.scratch.DatabaseTemplates;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** How the copy is found that a reset begins with. */
class ResetTemplatesTests extends AlignmentTestSupport {

    @Test
    void oneConnectionForAnyNumberOfMigrations(TestDatabase database) throws SQLException {
        for (int number = 1; number <= 9; number++) {
            this.files.with(number + "_a.up.sql", "SELECT 1;");
        }
        AtomicInteger connections = new AtomicInteger();
        DelegatingDataSource counted = new DelegatingDataSource(database.dataSource()) {

            @Override
            public Connection getConnection() throws SQLException {
                connections.incrementAndGet();
                return super.getConnection();
            }
        };

        assertThat(new ResetTemplates(DatabaseTemplates.beside(counted), developing(database), "").find())
                .isEmpty();
        assertThat(connections).hasValue(1);
    }
}
