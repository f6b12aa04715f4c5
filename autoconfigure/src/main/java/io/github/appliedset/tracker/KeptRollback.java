package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was kept of an applied migration in a development database, to roll it back when its files are gone.
 *
 * @param version the version it was applied under
 * @param name the name of its file
 * @param checksum the checksum of its up file
 * @param downSql the text of its down file; null if it had none
 * @param noTransaction whether the down file says that it runs outside a transaction
 * @param origin the checkout that applied it; null if it was not known
 */
@Internal
public record KeptRollback(
        MigrationVersion version,
        String name,
        Checksum checksum,
        @Nullable String downSql,
        boolean noTransaction,
        @Nullable String origin) {

    /** Whether it was kept of the migration that a row records. */
    public boolean isOf(AppliedMigration row) {
        return row.version().equals(this.version) && this.checksum.equals(row.checksum());
    }

    /**
     * The rollback as a step, without the files of the migration; empty if there is no down SQL.
     *
     * @param table the table that holds it, for messages
     */
    public Optional<Step> step(String table) {
        String sql = this.downSql;
        if (sql == null) {
            return Optional.empty();
        }
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        MigrationFile down = new MigrationFile(
                this.version + "_" + this.name + ".down.sql",
                "down SQL of version " + this.version + " in table " + table,
                () -> new ByteArrayInputStream(bytes));
        return Optional.of(Step.down(new Migration(this.version, this.name, down, down)));
    }
}
