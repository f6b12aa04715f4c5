package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The same run, again and again, on the one database of a server; each time somebody disturbs it at one of its messages. */
final class DisturbedRuns implements AutoCloseable {

    static final String DATABASE = "postgres";

    private final ServerProcess server = ServerProcess.start(Map.of());
    private final MigrationFolder files;
    private final List<String> before;
    private final FirstLock sent;
    private final int messages;
    private Cuts cuts = new Cuts();

    /** Who is killed. */
    enum Victim {
        MIGRATOR,
        SERVER
    }

    /** What a run that has begun does after its connection was cut. */
    enum AfterACut {
        GOES_ON,
        /** It looks once more when everything is done, without the lock, and that is not tried again. */
        GOES_ON_UNLESS_IT_LOOKS
    }

    /**
     * Starts a server and does the run undisturbed.
     *
     * @param before makes what is there before the run, in an empty database
     */
    DisturbedRuns(MigrationFolder files, String... before) {
        this.files = files;
        this.before = List.of(before);
        startAgain();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            this.sent = FirstLock.of(proxy);
            migrator(proxy).migrate();
            this.messages = proxy.messages();
        }
    }

    /** Empties the one database there is, and makes what is there before a run: a new one takes the server longer than a run. */
    void startAgain() {
        List<String> statements = new ArrayList<>(List.of(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                "DROP SCHEMA IF EXISTS extra CASCADE",
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public"));
        statements.addAll(this.before);
        this.server.execute(DATABASE, statements.toArray(String[]::new));
    }

    private Migrator migrator(FaultProxy proxy) {
        return migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
    }

    private Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(this.files.location())
                .build();
    }

    ServerProcess server() {
        return this.server;
    }

    /** How many messages the undisturbed run sends. */
    int messages() {
        return this.messages;
    }

    /** What the undisturbed run sends. */
    FirstLock sent() {
        return this.sent;
    }

    List<String> query(String sql) {
        return this.server.query(DATABASE, sql);
    }

    List<String> picture() {
        return MixedMigrations.picture(this.server, DATABASE);
    }

    /** Cuts the connection. */
    void cutAt(int message, Moment moment, AfterACut afterwards) {
        cutAt(message, moment, 0, afterwards);
    }

    /** Cuts once more, so many messages later, if that is not 0. */
    void cutAt(int message, Moment moment, int andAfter, AfterACut afterwards) {
        startAgain();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            proxy.strikeAt(message, moment, () -> {
                if (andAfter > 0) {
                    proxy.strikeAt(message + andAfter, moment, () -> {});
                }
            });
            Migrator migrator = migrator(proxy);
            try {
                migrator.migrate();
            } catch (DatabaseAccessException failure) {
                if (message > this.sent.messagesBefore() && afterwards == AfterACut.GOES_ON) {
                    throw new AssertionError("a run that has begun goes on: cut " + moment + " " + message, failure);
                }
                migrator.migrate();
            }
            this.cuts.tell(proxy, message);
        }
    }

    /** That the cuts since the last time were made. */
    void requireThatNearlyAllCutsAreMade() {
        this.cuts.areNearlyAllMade();
        this.cuts = new Cuts();
    }

    /** Kills the process of the migrator, or the server, and starts again. */
    void killAt(int message, Moment moment, Victim victim) throws Exception {
        startAgain();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            if (victim == Victim.SERVER) {
                proxy.strikeAt(message, moment, () -> {
                    this.server.stopImmediately();
                    this.server.restart();
                });
                try {
                    migrator(proxy).migrate();
                } catch (MigrationException theOperatorStartsAgain) {
                    // The next run finishes it.
                }
                this.server.awaitConnections();
            } else {
                killProcess(proxy, message, moment);
            }
            assertThat(proxy.hasStruck()).isTrue();
        }
        MixedMigrations.awaitEndOfRun(this.server, DATABASE);
        migrator(this.server.dataSource(DATABASE)).migrate();
    }

    private void killProcess(FaultProxy proxy, int message, Moment moment) throws Exception {
        proxy.killAt(
                message,
                moment,
                () -> MigratorProcess.start(ServerProcess.url(proxy.port(), DATABASE), this.files.location()));
    }

    @Override
    public void close() {
        this.server.close();
    }
}
