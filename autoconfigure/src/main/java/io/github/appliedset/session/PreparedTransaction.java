package io.github.appliedset.session;

/** A prepared transaction: it has no process, and keeps its locks until somebody ends it by name. */
final class PreparedTransaction {

    /** Condition that joins it, as {@code p}, to its locks in {@code pg_locks}, as {@code l}. */
    static final String HOLDS_LOCK = """
            l.pid IS NULL AND EXISTS (
                SELECT FROM pg_catalog.pg_locks AS own
                WHERE own.pid IS NULL AND own.locktype OPERATOR(pg_catalog.=) 'transactionid'
                  AND own.virtualtransaction OPERATOR(pg_catalog.=) l.virtualtransaction
                  AND own.transactionid OPERATOR(pg_catalog.=) p.transaction)""";

    private PreparedTransaction() {}

    /** In words, with the statement that ends it. */
    static String describe(String gid, String owner, String since) {
        String name = "'" + gid.replace("'", "''") + "'";
        return "prepared transaction " + name + ", user " + owner + ", since " + since
                + "; it ends with COMMIT PREPARED or ROLLBACK PREPARED " + name;
    }
}
