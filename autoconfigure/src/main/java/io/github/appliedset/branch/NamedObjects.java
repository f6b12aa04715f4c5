package io.github.appliedset.branch;

import io.github.appliedset.script.ObjectNames;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.StringReader;
import java.util.Set;
import java.util.TreeSet;

/** The names in a file, where nothing better is known about the objects that it changes. */
public final class NamedObjects {

    private NamedObjects() {}

    /** What its statements name, up to the first that cannot be read. */
    public static Set<String> in(BranchMigration migration) {
        Set<String> names = new TreeSet<>();
        try {
            SqlScriptReader reader =
                    new SqlScriptReader(new StringReader(migration.up().text()));
            for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
                names.addAll(ObjectNames.of(next));
            }
        } catch (IOException | ScriptException unreadable) {
            // A run reports it; here the names so far will do.
        }
        return names;
    }
}
