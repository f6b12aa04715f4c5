package io.github.appliedset.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.support.JdbcProxy;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

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

    @Test
    void dropsADatabaseWithSubscriptions() {
        try (ScratchDatabase scratch = ScratchDatabase.beside(this.database.superuser())) {
            Sql.execute(
                    scratch.dataSource(),
                    "CREATE SUBSCRIPTION \"All rows\" CONNECTION 'host=far.example' PUBLICATION all_rows"
                            + " WITH (connect = false, slot_name = 'all_rows')");
        }

        assertThat(this.database.query("SELECT subname FROM pg_catalog.pg_subscription"))
                .isEmpty();
    }

    @Test
    void disablesJit() {
        try (ScratchDatabase scratch = ScratchDatabase.beside(this.database.dataSource());
                ScratchDatabase copy = scratch.copy()) {
            assertThat(Sql.firstColumn(scratch.dataSource(), "SHOW jit")).containsExactly("off");
            assertThat(Sql.firstColumn(copy.dataSource(), "SHOW jit")).containsExactly("off");
        }
    }

    private void assertThatOneIsMadeBeside(DataSource dataSource) {
        try (ScratchDatabase scratch = ScratchDatabase.beside(dataSource)) {
            assertThat(Sql.firstColumn(
                            scratch.dataSource(),
                            "SELECT current_user || ' in ' || left(current_database()::text, 20)"))
                    .containsExactly(this.database.username() + " in applied_set_scratch_");
        }
    }

    private HikariDataSource hikari() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(this.database.url());
        pool.setUsername(this.database.username());
        pool.setPassword(this.database.password());
        pool.setMaximumPoolSize(1);
        return pool;
    }

    private <T extends AbstractDriverBasedDataSource> T ofSpring(T dataSource) {
        dataSource.setUrl(this.database.url());
        dataSource.setUsername(this.database.username());
        dataSource.setPassword(this.database.password());
        return dataSource;
    }

    private DataSource tomcat() {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setUrl(this.database.url());
        pool.setUsername(this.database.username());
        pool.setPassword(this.database.password());
        pool.setDriverClassName("org.postgresql.Driver");
        return pool;
    }

    private DataSource dbcp2() {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(this.database.url());
        pool.setUsername(this.database.username());
        pool.setPassword(this.database.password());
        return pool;
    }

    @TestFactory
    Stream<DynamicTest> connectionsOfEveryKindAreDerived() {
        HikariDataSource ofADataSource = new HikariDataSource();
        ofADataSource.setDataSource(this.database.dataSource());
        HikariDataSource ofAClass = new HikariDataSource();
        ofAClass.setDataSourceClassName("org.postgresql.ds.PGSimpleDataSource");
        ofAClass.addDataSourceProperty("url", this.database.url());
        ofAClass.addDataSourceProperty("user", this.database.username());
        ofAClass.addDataSourceProperty("password", this.database.password());
        SimpleDriverDataSource ofADriver = ofSpring(new SimpleDriverDataSource());
        ofADriver.setDriver(new Driver());
        SingleConnectionDataSource single = ofSpring(new SingleConnectionDataSource());
        single.setSuppressClose(true);
        String credentials = (this.database.url().contains("?") ? "&" : "?") + "user=" + this.database.username()
                + "&password=" + this.database.password();
        return Stream.of(
                        Map.entry("PGSimpleDataSource", this.database.dataSource()),
                        Map.entry("Hikari", hikari()),
                        Map.entry("Hikari of a DataSource", ofADataSource),
                        Map.entry("Hikari of a DataSource's class", ofAClass),
                        Map.entry("Tomcat", tomcat()),
                        Map.entry("DBCP2", dbcp2()),
                        Map.entry("DriverManagerDataSource", ofSpring(new DriverManagerDataSource())),
                        Map.entry(
                                "DriverManagerDataSource whose URL says who",
                                new DriverManagerDataSource(this.database.url() + credentials)),
                        Map.entry("SimpleDriverDataSource", ofADriver),
                        Map.entry("SingleConnectionDataSource", single),
                        Map.entry("lazy proxy", new LazyConnectionDataSourceProxy(hikari())),
                        Map.entry(
                                "proxy of a proxy",
                                new TransactionAwareDataSourceProxy(new LazyConnectionDataSourceProxy(dbcp2()))),
                        Map.entry("proxy of the JDK", passingOn(hikari())))
                .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
                    assertThatOneIsMadeBeside(kind.getValue());
                    if (kind.getValue() instanceof AutoCloseable pool) {
                        pool.close();
                    }
                }));
    }

    private static DataSource passingOn(DataSource target) {
        return JdbcProxy.of(DataSource.class, (proxy, method, arguments) -> JdbcProxy.pass(method, target, arguments));
    }

    @Test
    void propertiesOfTheDriverAreKept() {
        try (HikariDataSource pool = hikari()) {
            pool.addDataSourceProperty("ApplicationName", "nightly build");
            pool.addDataSourceProperty("cachePrepStmts", "of another driver");
            try (ScratchDatabase scratch = ScratchDatabase.beside(pool)) {
                assertThat(Sql.firstColumn(scratch.dataSource(), "SELECT current_setting('application_name')"))
                        .containsExactly("nightly build");
            }
        }
    }

    @Test
    void reportsADataSourceThatHidesItsUser() {
        DataSource silent = new RecordingDataSource(this.database.dataSource());

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> ScratchDatabase.beside(silent))
                .satisfies(refused -> {
                    assertThat(refused.description())
                            .startsWith("Cannot derive a connection to a scratch database from "
                                    + RecordingDataSource.class.getName());
                    assertThat(refused.action()).contains("applied-set.url");
                });
        assertThat(own()).isEmpty();
    }

    /** A process that is killed drops nothing. */
    @Test
    void dropsUnusedDatabasesOlderThanADay() throws SQLException {
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
