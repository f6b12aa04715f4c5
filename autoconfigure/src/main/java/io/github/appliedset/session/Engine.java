package io.github.appliedset.session;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The product behind PostgreSQL's protocol.
 *
 * @param name for messages, with its version if it shows one
 * @param isPostgres whether it claims to be PostgreSQL itself
 */
public record Engine(String name, boolean isPostgres) {

    private static final String WHAT_IT_SAYS = """
            SELECT pg_catalog.version(),
                   pg_catalog.current_setting('spanner.ddl_transaction_mode', true),
                   (SELECT e.extversion FROM pg_catalog.pg_extension e
                    WHERE e.extname OPERATOR(pg_catalog.=) 'citus')""";

    private static final String ITS_VERSION = "SELECT pg_catalog.version(), NULL, NULL";

    private static final Pattern POSTGRES = Pattern.compile("PostgreSQL (\\S+)");
    private static final Pattern COCKROACH = Pattern.compile("CockroachDB.*? v(\\S+)");
    private static final Pattern YUGABYTE = Pattern.compile("-YB-([\\d.]+)");
    private static final Pattern REDSHIFT = Pattern.compile("Redshift ([\\d.]+)");
    private static final Pattern DSQL_HOST = Pattern.compile("\\.dsql(-\\w+)?\\.[\\w-]+\\.on\\.aws\\b");

    /** Asks the server; the connection may be in a transaction, which is rolled back if the server does not answer. */
    public static Engine of(Connection jdbc) throws SQLException {
        String url = jdbc.getMetaData().getURL();
        for (String question : new String[] {WHAT_IT_SAYS, ITS_VERSION}) {
            try (Statement statement = jdbc.createStatement();
                    ResultSet row = statement.executeQuery(question)) {
                row.next();
                return of(row.getString(1), row.getString(2), row.getString(3), url);
            } catch (SQLException unknown) {
                if (DatabaseErrors.isConnectionGone(unknown)) {
                    throw unknown;
                }
                if (!jdbc.getAutoCommit()) {
                    jdbc.rollback();
                }
            }
        }
        return of("PostgreSQL " + jdbc.getMetaData().getDatabaseProductVersion(), null, null, url);
    }

    /**
     * From what it says about itself.
     *
     * @param version what {@code version()} returns
     * @param spanner a setting of Spanner's adapter; null elsewhere
     * @param citus version of that extension; null if it is not there
     * @param url the JDBC URL
     */
    static Engine of(String version, @Nullable String spanner, @Nullable String citus, @Nullable String url) {
        Matcher told = COCKROACH.matcher(version);
        if (told.find()) {
            return new Engine("CockroachDB " + told.group(1), false);
        }
        told = YUGABYTE.matcher(version);
        if (told.find()) {
            return new Engine("YugabyteDB " + told.group(1), false);
        }
        told = REDSHIFT.matcher(version);
        if (told.find()) {
            return new Engine("Amazon Redshift " + told.group(1), false);
        }
        if (spanner != null) {
            return new Engine("Spanner", false);
        }
        if (url != null && DSQL_HOST.matcher(url).find()) {
            return new Engine("Aurora DSQL", false);
        }
        if (citus != null) {
            return new Engine("Citus " + citus, false);
        }
        told = POSTGRES.matcher(version);
        return told.lookingAt() ? new Engine("PostgreSQL " + told.group(1), true) : new Engine(version, false);
    }
}
