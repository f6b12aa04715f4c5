package io.github.appliedset.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.Sql;
import io.github.appliedset.support.fault.ServerProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of the server's own may be in a scratch database at its end. */
class VacuumedScratchDatabaseTests {

    @Test
    void databaseThatIsBeingVacuumedIsDropped() {
        try (ServerProcess server = ServerProcess.start(Map.of("autovacuum_naptime", "1s"))) {
            server.execute("postgres", "CREATE ROLE app LOGIN CREATEDB", "CREATE DATABASE app OWNER app");
            PGSimpleDataSource application = new PGSimpleDataSource();
            application.setUrl("jdbc:postgresql://localhost:" + server.port() + "/app?user=app&sslmode=disable");
            ScratchDatabase scratch = ScratchDatabase.beside(application);
            Sql.execute(
                    scratch.dataSource(),
                    "CREATE TABLE public.t WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,"
                            + " autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)"
                            + " AS SELECT generate_series(1, 100000) AS id",
                    "DELETE FROM public.t");
            Sql.awaitRow(
                    server.dataSource("postgres"),
                    "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = '"
                            + scratch.name() + "'");

            scratch.close();

            assertThat(server.query("postgres", "SELECT 1 FROM pg_database WHERE datname = '" + scratch.name() + "'"))
                    .isEmpty();
        }
    }
}
