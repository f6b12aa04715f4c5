package io.github.appliedset.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** Defaults are looked at whatever their length. */
@PostgresTest
class LongDefaultTests {

    @Test
    void defaultOfManyCharactersIsRead(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.page (html text DEFAULT '" + "it''s ".repeat(4_000) + "')");
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(LossMeter.read(connection, new TrackerTable("public", "applied_migrations")))
                    .isNotNull();
        }
    }
}
