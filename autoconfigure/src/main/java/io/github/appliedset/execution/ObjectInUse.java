package io.github.appliedset.execution;

import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Who uses an object: the session itself, or others. PostgreSQL has one SQLSTATE for both. */
final class ObjectInUse {

    /** PostgreSQL's check for what the session itself uses: open cursors and pending triggers. */
    private static final String BY_ITSELF = "CheckTableNotInUse";

    /** Objects that only other sessions can protect from being dropped, altered or copied. */
    private static final Set<String> OF_OTHERS = Set.of("DATABASE", "SUBSCRIPTION", "TABLESPACE");

    private ObjectInUse() {}

    /**
     * Whether other sessions use it.
     *
     * @param statement the statement that was refused; null in code
     */
    static boolean isByOthers(SQLException refusal, @Nullable SqlStatement statement) {
        ServerErrorMessage server = DatabaseErrors.server(refusal);
        if (server != null && BY_ITSELF.equals(server.getRoutine())) {
            return false;
        }
        if (statement == null) {
            return server != null && server.getRoutine() != null;
        }
        return statement.words().stream().anyMatch(OF_OTHERS::contains)
                || Stream.of("replication_slot", "replication_origin")
                        .anyMatch(statement.text().toLowerCase(Locale.ROOT)::contains);
    }
}
