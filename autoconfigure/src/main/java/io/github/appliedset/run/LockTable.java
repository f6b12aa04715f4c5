package io.github.appliedset.run;

import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import org.postgresql.util.ServerErrorMessage;

/**
 * The server's room for locks. A dry run holds those of all migrations at once, a real run only those of one: if there is no
 * room left, that says nothing about the migration or those after it.
 */
final class LockTable {

    /** Why a migration was not tried. */
    static final String REASON =
            "the locks of everything before it do not fit beside its own (max_locks_per_transaction)";

    private static final String SETTING = "max_locks_per_transaction";

    private boolean used;
    private boolean full;

    /** Notes that a migration ran, and holds its locks. */
    void use() {
        this.used = true;
    }

    /** Whether nothing more can be tried. */
    boolean isFull() {
        return this.full;
    }

    /** Whether the failure comes from the locks of earlier migrations. Notes that the table is full. */
    boolean isFilledBefore(StatementFailure failure) {
        this.full |= this.used && failure.isAnyOf(SqlState.OUT_OF_MEMORY) && namesTheSetting(failure);
        return this.full;
    }

    /** The name of the setting is in the hint, in any language. */
    private static boolean namesTheSetting(StatementFailure failure) {
        ServerErrorMessage server = DatabaseErrors.server(failure.refusal());
        return server != null && server.getHint() != null && server.getHint().contains(SETTING);
    }
}
