package io.github.appliedset.pool;

import com.mchange.v2.c3p0.AbstractComboPooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.github.appliedset.Internal;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The maximum number of connections of a pool. */
@Internal
public final class PoolSize {

    private PoolSize() {}

    private interface Question {

        OptionalInt of(DataSource dataSource) throws SQLException;
    }

    private static final List<Question> QUESTIONS = List.of(
            pool -> pool.isWrapperFor(HikariDataSource.class)
                    ? OptionalInt.of(pool.unwrap(HikariDataSource.class).getMaximumPoolSize())
                    : OptionalInt.empty(),
            pool -> pool.isWrapperFor(SingleConnectionDataSource.class) ? OptionalInt.of(1) : OptionalInt.empty(),
            pool -> pool instanceof DataSourceProxy tomcat
                    ? OptionalInt.of(tomcat.getMaxActive())
                    : OptionalInt.empty(),
            pool -> pool instanceof BasicDataSource dbcp ? OptionalInt.of(dbcp.getMaxTotal()) : OptionalInt.empty(),
            pool -> pool instanceof AbstractComboPooledDataSource c3p0
                    ? OptionalInt.of(c3p0.getMaxPoolSize())
                    : OptionalInt.empty(),
            pool -> pool instanceof AgroalDataSource agroal
                    ? OptionalInt.of(agroal.getConfiguration()
                            .connectionPoolConfiguration()
                            .maxSize())
                    : OptionalInt.empty());

    /** Empty if it has no limit, or the limit is unknown. */
    public static OptionalInt of(DataSource dataSource) {
        for (Question question : QUESTIONS) {
            try {
                OptionalInt size = question.of(dataSource);
                if (size.isPresent()) {
                    return size.getAsInt() > 0 ? size : OptionalInt.empty();
                }
            } catch (SQLException | RuntimeException | LinkageError anotherPool) {
                continue;
            }
        }
        return OptionalInt.empty();
    }
}
