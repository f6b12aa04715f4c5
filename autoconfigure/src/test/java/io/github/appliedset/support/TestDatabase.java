package io.github.appliedset.support;

import java.util.List;
import javax.sql.DataSource;

/** A fresh database for one test, and its owner, who is no superuser. */
public final class TestDatabase {

    private static final String SUPERUSER = "superuser";

    private final TestServer server;
    private final String name;
    private final String username;
    private final String password;
    private final KeptSessions sessions;

    TestDatabase(TestServer server, String name, String username, String password) {
        this.server = server;
        this.name = name;
        this.username = username;
        this.password = password;
        this.sessions = new KeptSessions(role -> role.equals(username) ? dataSource() : superuser());
    }

    public String name() {
        return this.name;
    }

    public String url() {
        return this.server.url(this.name);
    }

    public String username() {
        return this.username;
    }

    public String password() {
        return this.password;
    }

    /** Connects as the owner, a new session each time. */
    public DataSource dataSource() {
        return this.server.dataSource(this.name, this.username, this.password);
    }

    public DataSource dataSource(String username, String password) {
        return this.server.dataSource(this.name, username, password);
    }

    /** Connects as the owner to another database of the server. */
    public DataSource dataSourceOf(String other) {
        return this.server.dataSource(other, this.username, this.password);
    }

    /** Connects as the owner through something that stands in front of the server, unencrypted. */
    public DataSource dataSourceAt(int port) {
        return this.server.dataSourceAt(port, this.name, this.username, this.password);
    }

    /** Where on this machine the server is. */
    public int port() {
        return this.server.port();
    }

    public DataSource superuser() {
        return this.server.superuser(this.name);
    }

    /** The properties that point a Spring Boot application here. */
    public String[] properties() {
        return new String[] {
            "spring.datasource.url=" + url(),
            "spring.datasource.username=" + this.username,
            "spring.datasource.password=" + this.password
        };
    }

    /** Runs each text as the owner. */
    public void execute(String... statements) {
        this.sessions.execute(this.username, statements);
    }

    public void executeAsSuperuser(String... statements) {
        this.sessions.execute(SUPERUSER, statements);
    }

    /** The first column of a query's rows, as text. */
    public List<String> query(String sql) {
        return this.sessions.firstColumn(this.username, sql);
    }

    /** What the tracker records, as {@code version_name}, in order. */
    public List<String> applied() {
        return query("SELECT version || '_' || name FROM public.applied_migrations ORDER BY version");
    }

    public boolean hasTable(String qualifiedName) {
        return query("SELECT to_regclass('" + qualifiedName + "') IS NOT NULL").equals(List.of("t"));
    }

    /** Ends the sessions that {@link #execute} and the like keep: for a test that counts the sessions of the owner. */
    public void endKeptSessions() {
        this.sessions.close();
    }
}
