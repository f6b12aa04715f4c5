package io.github.appliedset.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
class ScratchDatabaseTests {

    private TestDatabase database;

    @BeforeEach
    void prepare(TestDatabase database) {
        this.database = database;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
    }

    private List<String> own() {
        return this.database.query("SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.pg_get_userbyid(datdba)"
                + " = CURRENT_USER AND datname LIKE 'applied_set_scratch_%' ORDER BY 1");
    }

    private static String nameFrom(Duration ago, String mark) {
        return "applied_set_scratch_" + Instant.now().minus(ago).getEpochSecond() + "_" + mark;
    }

    @Test
    void emptyDatabaseIsThereUntilTheEnd() {
        try (ScratchDatabase scratch = ScratchDatabase.beside(this.database.dataSource())) {
            assertThat(Sql.firstColumn(scratch.dataSource(), "SELECT current_database()"))
                    .isEqualTo(own());
            assertThat(Sql.firstColumn(scratch.dataSource(), "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"))
                    .isEmpty();
        }

        assertThat(own()).isEmpty();
    }

    /** A process that is killed drops nothing. */
    @Test
    void whatWasLeftBehindADayAgoIsDroppedUnlessItIsInUse() throws SQLException {
        String young = nameFrom(Duration.ofHours(23), "young");
        String old = nameFrom(Duration.ofHours(25), "old");
        String inUse = nameFrom(Duration.ofDays(30), "in_use");
        for (String name : List.of(young, old, inUse)) {
            this.database.execute("CREATE DATABASE " + name);
        }
        PGSimpleDataSource other = (PGSimpleDataSource) this.database.dataSource();
        other.setDatabaseName(inUse);
        try (Connection user = other.getConnection()) {
            assertThat(user.isValid(0)).isTrue();
            ScratchDatabase.beside(this.database.dataSource()).close();

            assertThat(own()).containsExactlyInAnyOrder(young, inUse);
        } finally {
            for (String name : List.of(young, old, inUse)) {
                this.database.execute("DROP DATABASE IF EXISTS " + name);
            }
        }
    }
}
