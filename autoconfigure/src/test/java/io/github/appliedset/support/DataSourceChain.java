package io.github.appliedset.support;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.p6spy.engine.spy.P6DataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.apache.commons.dbcp2.BasicDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import software.amazon.jdbc.ds.AwsWrapperDataSource;

/** The pools that applications use, and what they wrap around a pool; each of one connection or of its default size. */
public enum DataSourceChain {
    HIKARI("HikariCP", DataSourceChain::hikari),
    TOMCAT("Tomcat JDBC", (database, one) -> {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setDriverClassName("org.postgresql.Driver");
        pool.setUrl(database.url());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setInitSQL(init());
        pool.setMaxWait(DataSourceChain.WAIT);
        if (one) {
            pool.setMaxActive(1);
            pool.setMaxIdle(1);
            pool.setMinIdle(1);
            pool.setInitialSize(1);
        }
        return pool;
    }),
    DBCP("Commons DBCP 2", (database, one) -> {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(database.url());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setConnectionInitSqls(List.of(init()));
        pool.setMaxWait(Duration.ofMillis(DataSourceChain.WAIT));
        if (one) {
            pool.setMaxTotal(1);
        }
        return pool;
    }),
    C3P0("c3p0", (database, one) -> {
        ComboPooledDataSource pool = new ComboPooledDataSource();
        pool.setJdbcUrl(database.url());
        pool.setUser(database.username());
        pool.setPassword(database.password());
        pool.setConnectionCustomizerClassName(C3p0Init.class.getName());
        pool.setCheckoutTimeout(DataSourceChain.WAIT);
        if (one) {
            pool.setMinPoolSize(1);
            pool.setInitialPoolSize(1);
            pool.setMaxPoolSize(1);
        }
        return pool;
    }),
    AGROAL(
            "Agroal",
            (database, one) -> AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(one ? 1 : 10)
                            .acquisitionTimeout(Duration.ofMillis(DataSourceChain.WAIT))
                            .connectionFactoryConfiguration(connection -> connection
                                    .jdbcUrl(database.url())
                                    .principal(new NamePrincipal(database.username()))
                                    .credential(new SimplePassword(database.password()))
                                    .initialSql(init()))))),
    SINGLE("Spring's SingleConnectionDataSource", (database, one) -> {
        SingleConnectionDataSource single =
                new SingleConnectionDataSource(database.url(), database.username(), database.password(), one);
        Sql.executeUnchecked(single.getConnection(), init());
        return single;
    }),
    ROUTING("AbstractRoutingDataSource", (database, one) -> {
        AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return "a";
            }
        };
        routing.setTargetDataSources(Map.of("a", hikari(database, one)));
        routing.initialize();
        return routing;
    }),
    LAZY("LazyConnectionDataSourceProxy", (database, one) -> new LazyConnectionDataSourceProxy(hikari(database, one))),
    TRANSACTION_AWARE(
            "TransactionAwareDataSourceProxy",
            (database, one) -> new TransactionAwareDataSourceProxy(hikari(database, one))),
    P6SPY("P6Spy", (database, one) -> new P6DataSource(hikari(database, one))),
    DATASOURCE_PROXY(
            "datasource-proxy",
            (database, one) -> ProxyDataSourceBuilder.create(hikari(database, one))
                    .countQuery()
                    .build()),
    OPENTELEMETRY(
            "OpenTelemetry JDBC",
            (database, one) -> JdbcTelemetry.create(OpenTelemetry.noop()).wrap(hikari(database, one))),
    AWS("HikariCP around the AWS wrapper", (database, one) -> {
        AwsWrapperDataSource aws = new AwsWrapperDataSource();
        aws.setJdbcProtocol("jdbc:postgresql:");
        aws.setJdbcUrl(database.url());
        aws.setUser(database.username());
        aws.setPassword(database.password());
        aws.setTargetDataSourceClassName(PGSimpleDataSource.class.getName());
        aws.setTargetDataSourceProperties(new Properties());
        return hikari(aws, one);
    });

    private static final int WAIT = 5_000;

    private final String title;
    private final Maker maker;

    private interface Maker {
        DataSource make(TestDatabase database, boolean one) throws SQLException;
    }

    DataSourceChain(String title, Maker maker) {
        this.title = title;
        this.maker = maker;
    }

    /** What each of them sets in a new session. */
    public static String init() {
        return "SET search_path = public, pg_catalog; SET work_mem = '7MB'";
    }

    public String title() {
        return this.title;
    }

    public DataSource make(TestDatabase database, boolean one) {
        try {
            return this.maker.make(database, one);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static HikariDataSource hikari(TestDatabase database, boolean one) {
        return hikari(database.dataSource(), one);
    }

    private static HikariDataSource hikari(DataSource target, boolean one) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(target);
        config.setConnectionInitSql(init());
        config.setConnectionTimeout(DataSourceChain.WAIT);
        if (one) {
            config.setMaximumPoolSize(1);
        }
        return new HikariDataSource(config);
    }

    /** How a c3p0 pool prepares a session. */
    public static final class C3p0Init extends com.mchange.v2.c3p0.AbstractConnectionCustomizer {

        @Override
        public void onAcquire(java.sql.Connection connection, String parent) {
            Sql.executeUnchecked(connection, init());
        }
    }
}
