package io.github.appliedset.generate;

import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Executes the statements of a file in the transactions in which a run executes them, and notes after each what it does to the
 * tables. Whatever fails here fails in the replay as well, which says where.
 */
final class WatchedFile {

    private final Connection connection;
    private final Set<Long> tables;
    private final Map<String, Set<Hazard>> noted = new TreeMap<>();
    private @Nullable LockWatch watch;

    /**
     * Prepares to watch one.
     *
     * @param connection to a database that is dropped afterwards
     * @param tables oids of the tables to look at
     */
    WatchedFile(Connection connection, Set<Long> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** What it does to which tables. */
    Map<String, Set<Hazard>> hazards(MigrationFile file) throws SQLException {
        try (Reader head = ScriptText.reader(file.content().open());
                Reader text = ScriptText.reader(file.content().open())) {
            boolean isOneTransaction = !ScriptOutline.directives(head).noTransaction();
            execute(new SqlScriptReader(text), isOneTransaction);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ScriptException invalid) {
            // The replay refuses the file, and says where.
        }
        end();
        return this.noted;
    }

    private void execute(SqlScriptReader script, boolean isOneTransaction)
            throws IOException, ScriptException, SQLException {
        boolean together = isOneTransaction;
        for (SqlStatement next = script.next(); next != null; next = script.next()) {
            if (next.beginsBlock()) {
                together = true;
            } else if (next.endsBlock()) {
                together = isOneTransaction;
            } else if (next.needsNoTransaction() || !isWatched(script, next)) {
                end();
                if (isOneTransaction && !next.needsNoTransaction()) {
                    return;
                }
                isExecuted(script, next);
            }
            if (!together) {
                end();
            }
        }
    }

    /** Whether it could be executed in the transaction that is open, or in a new one. */
    private boolean isWatched(SqlScriptReader script, SqlStatement statement) throws IOException, SQLException {
        LockWatch watching = this.watch;
        if (watching == null) {
            this.connection.setAutoCommit(false);
            watching = LockWatch.begin(this.connection, this.tables);
            this.watch = watching;
        }
        if (!isExecuted(script, statement)) {
            this.connection.rollback();
            return false;
        }
        watching.byTable()
                .forEach((table, hazards) -> this.noted.merge(table, hazards, (one, other) -> {
                    one.addAll(other);
                    return one;
                }));
        return true;
    }

    private boolean isExecuted(SqlScriptReader script, SqlStatement statement) throws IOException {
        try (Statement jdbc = this.connection.createStatement()) {
            CopyManager copies = this.connection.unwrap(PGConnection.class).getCopyAPI();
            if (statement.copiesFromStdin()) {
                copies.copyIn(statement.text(), script.copyData());
            } else if (statement.copiesToStdout()) {
                copies.copyOut(statement.text(), OutputStream.nullOutputStream());
            } else {
                jdbc.setEscapeProcessing(false);
                jdbc.execute(statement.text());
            }
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    private void end() throws SQLException {
        if (this.watch != null) {
            this.watch = null;
            this.connection.commit();
            this.connection.setAutoCommit(true);
        }
    }
}
