package io.github.appliedset.run;

import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.script.ObjectNames;
import io.github.appliedset.script.ScriptText;
import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names in versions that wait for a backfill. A repeatable migration may have to wait, too, if it contains one of them
 * and the database lacks it; any other one could run now. A guess from the texts, for a process that has not tried.
 *
 * @param jdbc finds out what the database has
 * @param names null if a version may create anything: it is written in Java, or cannot be read
 */
public record AwaitedNames(Connection jdbc, @Nullable Set<String> names) {

    /**
     * The first names that exist. Columns count only in relations among the second ones: others may have one of the same
     * name.
     */
    private static final String KNOWN = """
            SELECT word FROM pg_catalog.pg_get_keywords() WHERE word OPERATOR(pg_catalog.=) ANY (CAST(%1$s AS pg_catalog.text[]))
            UNION SELECT relname FROM pg_catalog.pg_class WHERE relname OPERATOR(pg_catalog.=) ANY (%1$s)
            UNION SELECT proname FROM pg_catalog.pg_proc WHERE proname OPERATOR(pg_catalog.=) ANY (%1$s)
            UNION SELECT typname FROM pg_catalog.pg_type WHERE typname OPERATOR(pg_catalog.=) ANY (%1$s)
            UNION SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) ANY (%1$s)
            UNION SELECT a.attname FROM pg_catalog.pg_attribute a
                    JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
                   WHERE a.attname OPERATOR(pg_catalog.=) ANY (%1$s) AND c.relname OPERATOR(pg_catalog.=) ANY (%2$s)
                     AND NOT a.attisdropped""";

    /** Those in the files of the versions that wait. */
    public static AwaitedNames of(Connection jdbc, Reading reading) {
        Set<String> names = new HashSet<>();
        for (MigrationFile file : reading.waiting()) {
            Set<String> its = in(file);
            if (its == null) {
                return new AwaitedNames(jdbc, null);
            }
            names.addAll(its);
        }
        return new AwaitedNames(jdbc, names);
    }

    /** Those of the pending ones that may have to wait. */
    public RepeatablePlan mark(RepeatablePlan plan) throws SQLException {
        Set<String> waiting = new HashSet<>();
        for (RepeatableState state : plan.pending()) {
            if (state.file() != null && isMissing(in(state.file().file()))) {
                waiting.add(state.name());
            }
        }
        return plan.waiting(waiting);
    }

    /** Whether the database lacks one that both have. */
    private boolean isMissing(@Nullable Set<String> its) throws SQLException {
        if (this.names == null || its == null) {
            return true;
        }
        Set<String> both = new HashSet<>(its);
        both.retainAll(this.names);
        if (both.isEmpty()) {
            return false;
        }
        try (Statement statement = this.jdbc.createStatement();
                ResultSet known = statement.executeQuery(KNOWN.formatted(array(both), array(its)))) {
            while (known.next()) {
                both.remove(known.getString(1));
            }
        }
        return !both.isEmpty();
    }

    private static String array(Set<String> names) {
        return "CAST(ARRAY[" + names.stream().map(SqlLiteral::of).collect(Collectors.joining(", "))
                + "] AS pg_catalog.name[])";
    }

    /** Null if that is unknown. */
    private static @Nullable Set<String> in(MigrationFile file) {
        if (file.isCode()) {
            return null;
        }
        StringWriter sql = new StringWriter();
        try (var content = file.content().open()) {
            ScriptText.reader(content).transferTo(sql);
        } catch (IOException unreadable) {
            return null;
        }
        return ObjectNames.in(sql.toString());
    }
}
