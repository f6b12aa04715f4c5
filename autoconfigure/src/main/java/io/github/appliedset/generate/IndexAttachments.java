package io.github.appliedset.generate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which index of a partition stands for which index of its parent, where one of the two belongs to a constraint and the other
 * does not. A schema does not tell it, and only building both again changes it.
 */
final class IndexAttachments {

    private static final String QUERY = """
            SELECT pg_catalog.format('index %I.%I as a part of %I.%I', cn.nspname, c.relname, pn.nspname, p.relname)
              FROM pg_catalog.pg_inherits i
              JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('i', 'I')
              JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
              JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
              JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
             WHERE EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
                <> EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = p.oid AND k.contype IN ('p', 'u', 'x'))""";

    private IndexAttachments() {}

    /** All of them, each in words. */
    static Set<String> of(Connection connection) throws SQLException {
        Set<String> attachments = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                attachments.add(rows.getString(1));
            }
        }
        return attachments;
    }
}
