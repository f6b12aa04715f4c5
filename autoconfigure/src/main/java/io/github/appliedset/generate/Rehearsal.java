package io.github.appliedset.generate;

import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A scratch database on which changes are tried, one after the other, and looked at while they run. */
final class Rehearsal implements AutoCloseable {

    /** One batch. */
    private static final String ALL_ROWS = "SELECT pg_catalog.set_config('applied_set.batch_from', '" + Long.MIN_VALUE
            + "', true), pg_catalog.set_config('applied_set.batch_to', '" + Long.MAX_VALUE + "', true)";

    private final Connection connection;
    private final CatalogScope scope;
    private final Set<Long> tables;

    /** Connects to a scratch database. Only tables that are there now can be blocked later. */
    Rehearsal(DataSource scratch, CatalogScope scope) throws SQLException {
        this.connection = connected(scratch);
        this.scope = scope;
        this.tables = LockWatch.allTables(this.connection);
    }

    /** A connection that plans the queries which read a schema once: they are the same after every change. */
    static Connection connected(DataSource scratch) throws SQLException {
        Connection connection = scratch.getConnection();
        if (connection.isWrapperFor(PGConnection.class)) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        }
        return connection;
    }

    /**
     * How a change went.
     *
     * @param refusal what PostgreSQL said, and nothing was changed; null if it was carried out
     * @param hazards those that were seen, beside those that were known
     */
    record Result(@Nullable SQLException refusal, Set<Hazard> hazards) {}

    /** Carries out a change, or nothing of it. */
    Result attempt(SchemaChange change) throws SQLException {
        return change.transactional() ? inTransaction(change) : alone(change);
    }

    /**
     * What is seen after a change that is then taken back.
     *
     * @param <T> what is seen
     */
    @FunctionalInterface
    interface Look<T> {

        /** Looks at the database, in the transaction of the change. */
        T at(Connection connection, LockWatch watch) throws SQLException;
    }

    /**
     * Carries out a change, looks, and takes it back.
     *
     * @return empty if PostgreSQL refuses it
     */
    <T> Optional<T> trial(SchemaChange change, Look<T> look) throws SQLException {
        this.connection.setAutoCommit(false);
        try {
            LockWatch watch = watch();
            execute(change);
            return Optional.of(look.at(this.connection, watch));
        } catch (SQLException refusal) {
            return Optional.empty();
        } finally {
            this.connection.rollback();
            this.connection.setAutoCommit(true);
        }
    }

    /** Begins to watch, in the transaction that is open. */
    LockWatch watch() throws SQLException {
        return LockWatch.begin(this.connection, this.tables);
    }

    /** Executes the statements, in the transaction that is open. */
    void execute(SchemaChange change) throws SQLException {
        try (Statement statement = this.connection.createStatement()) {
            statement.setEscapeProcessing(false);
            if (change.changesRows()) {
                statement.execute(ALL_ROWS);
            }
            for (String sql : change.statements()) {
                statement.execute(sql);
            }
        }
    }

    /** Whether a query runs. */
    boolean answers(String query) {
        try (Statement statement = this.connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return statement.execute(query);
        } catch (SQLException wrong) {
            return false;
        }
    }

    /** What PostgreSQL says against a statement, which is then taken back; null if nothing. */
    @Nullable
    SQLException refusal(String sql) throws SQLException {
        this.connection.setAutoCommit(false);
        try (Statement statement = this.connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
            return null;
        } catch (SQLException refusal) {
            return refusal;
        } finally {
            this.connection.rollback();
            this.connection.setAutoCommit(true);
        }
    }

    private Result inTransaction(SchemaChange change) throws SQLException {
        Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
        hazards.addAll(change.hazards());
        this.connection.setAutoCommit(false);
        try {
            LockWatch watch = watch();
            execute(change);
            if (!change.changesRows()) {
                // How a query reads an empty table says nothing about a full one.
                hazards.addAll(watch.end());
            }
            if (!hazards.contains(Hazard.FULL_SCAN) && !change.mayFailOnANumber()) {
                // What reads no row fails on none.
                hazards.remove(Hazard.MAY_FAIL_ON_DATA);
            }
            this.connection.commit();
            return new Result(null, hazards);
        } catch (SQLException refusal) {
            this.connection.rollback();
            return new Result(refusal, Set.of());
        } finally {
            this.connection.setAutoCommit(true);
        }
    }

    /** Outside a transaction nothing can be watched; what runs that way reads its table and blocks nobody. */
    private Result alone(SchemaChange change) throws SQLException {
        Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
        hazards.addAll(change.hazards());
        try (Statement statement = this.connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : change.statements()) {
                statement.execute(sql);
                if (sql.startsWith("CREATE") || sql.startsWith("REINDEX")) {
                    hazards.add(Hazard.FULL_SCAN);
                }
            }
            return new Result(null, hazards);
        } catch (SQLException refusal) {
            return new Result(refusal, Set.of());
        }
    }

    /** The schema as it is now. */
    Schema read(Coverage coverage) throws SQLException {
        this.connection.setAutoCommit(false);
        try {
            return readWithin(coverage);
        } finally {
            this.connection.rollback();
            this.connection.setAutoCommit(true);
        }
    }

    /** The schema as it is in the open transaction. */
    Schema readWithin(Coverage coverage) throws SQLException {
        return CatalogReader.readWithin(this.connection, this.scope.covering(coverage));
    }

    Connection connection() {
        return this.connection;
    }

    @Override
    public void close() throws SQLException {
        this.connection.close();
    }
}
