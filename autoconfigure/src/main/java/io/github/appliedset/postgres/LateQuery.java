package io.github.appliedset.postgres;

import io.github.appliedset.Internal;

/**
 * Queries that are handed to the server as text within a statement. PostgreSQL plans one only when it gets there: as part of
 * the statement it would be planned even where a {@code CASE} leads elsewhere, which takes longer than most of our queries,
 * and it would be an error if a table is missing.
 *
 * <p>{@code ts_stat} is meant for statistics of texts, and counts their words. It is the one function that runs a query on any
 * server; those for XML need a server built with libxml.
 */
@Internal
public final class LateQuery {

    private LateQuery() {}

    /**
     * A condition that holds if a query has rows.
     *
     * @param query SQL without parameters, whose operators are qualified
     */
    public static String exists(String query) {
        return "EXISTS (SELECT FROM " + rows("'1'", SqlLiteral.of("FROM (SELECT) one WHERE EXISTS (" + query + ")"))
                + ")";
    }

    /**
     * An expression for the different values of a column, in one text, which is empty if there
     * are no rows. An aggregate would take the server longer to plan.
     *
     * @param value SQL for a text that is neither NULL nor empty, of at most 500 characters
     * @param from SQL for the text of a query, from its {@code FROM} on
     */
    public static String values(String value, String from) {
        return "pg_catalog.array_to_string(ARRAY(SELECT late.word FROM " + rows(value, from)
                + " ORDER BY late.word), ' ')";
    }

    private static String rows(String value, String from) {
        return "pg_catalog.ts_stat(" + SqlLiteral.of("SELECT pg_catalog.array_to_tsvector(ARRAY[" + value + "]) ")
                + " OPERATOR(pg_catalog.||) " + from + ") late";
    }
}
