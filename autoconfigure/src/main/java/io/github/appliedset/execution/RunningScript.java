package io.github.appliedset.execution;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A file while it runs, one statement after the other.
 *
 * <p>Never sends the whole file as one text: the driver would lose the position of an error, split function bodies
 * wrongly and, in a large file, take quadratic time. Every method throws {@link InvalidMigrationException} if the file
 * has changed since it was checked.
 */
final class RunningScript implements AutoCloseable {

    private final MigrationFile file;
    private final CheckedScript checked;
    private final FingerprintStream content;
    private final SqlScriptReader reader;
    private int index = -1;
    private boolean inBlock;
    private @Nullable SqlStatement statement;

    private RunningScript(MigrationFile file, CheckedScript checked) throws IOException {
        this.file = file;
        this.checked = checked;
        this.content = new FingerprintStream(file.content().open());
        this.reader = new SqlScriptReader(ScriptText.reader(this.content));
    }

    /** Opens a checked file. */
    static RunningScript open(MigrationFile file, CheckedScript checked) {
        try {
            return new RunningScript(file, checked);
        } catch (IOException unreadable) {
            throw InvalidMigrationException.duringRun(InvalidFile.unreadable(file.location(), unreadable));
        }
    }

    /** Moves to the next statement that is not a {@code BEGIN} or {@code COMMIT}; returns false after the last one. */
    boolean nextInTransaction() {
        while (next()) {
            if (!statement().beginsBlock() && !statement().endsBlock()) {
                return true;
            }
        }
        return false;
    }

    /** Moves to the next statement; returns false after the last one. */
    boolean next() {
        try {
            boolean afterBlock = this.statement != null && this.statement.endsBlock();
            this.statement = this.reader.next();
            this.inBlock = this.statement != null && (this.statement.beginsBlock() || this.inBlock && !afterBlock);
            if (!this.inBlock || statement().beginsBlock()) {
                this.index++;
            }
            if (this.statement == null && !this.content.checksum().equals(this.checked.checksum())) {
                throw changed("");
            }
            return this.statement != null;
        } catch (IOException unreadable) {
            throw InvalidMigrationException.duringRun(InvalidFile.unreadable(this.file.location(), unreadable));
        } catch (ScriptException changed) {
            throw changed(": " + changed.getMessage());
        }
    }

    private InvalidMigrationException changed(String how) {
        return InvalidMigrationException.duringRun(InvalidFile.unreadable(
                this.file.location(), new IOException("it was edited while migrations were running" + how)));
    }

    /** The current statement. */
    SqlStatement statement() {
        return Objects.requireNonNull(this.statement, "next() has returned true");
    }

    /** Whether the current statement belongs to a block, whose {@code BEGIN} and {@code COMMIT} are included. */
    boolean isInBlock() {
        return this.inBlock;
    }

    /** Its index among the parts of the file, from 0: blocks, and statements outside blocks. */
    int index() {
        return this.index;
    }

    /** The failure of the current statement. */
    StepEnded failed(SQLException failure) {
        return StepEnded.failed(StatementFailure.of(statement(), this.index, failure));
    }

    /**
     * Sends the current statement by itself.
     */
    void send(Connection connection) throws SQLException {
        SqlStatement sql = statement();
        if (sql.copiesFromStdin()) {
            copy(connection, sql);
            return;
        }
        if (sql.copiesToStdout()) {
            copyToNobody(connection, sql);
            return;
        }
        PlainStatement.execute(connection, sql.text(), sql.returnsRows());
    }

    private void copy(Connection connection, SqlStatement sql) throws SQLException {
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql.text(), this.reader.copyData());
        } catch (IOException unreadable) {
            throw InvalidMigrationException.duringRun(InvalidFile.unreadable(this.file.location(), unreadable));
        }
    }

    private static void copyToNobody(Connection connection, SqlStatement sql) throws SQLException {
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql.text(), OutputStream.nullOutputStream());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void close() {
        try {
            this.content.close();
        } catch (IOException unreadable) {
            throw InvalidMigrationException.duringRun(InvalidFile.unreadable(this.file.location(), unreadable));
        }
    }
}
