package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that settles a branch and is killed with SIGKILL: the next run finishes it, in the files and in the database. */
class ResolveKillTests {

    private static ServerProcess server;
    private static Path temp;
    private static GitRepository conflicted;
    private static int calls;
    private static int firstAdd;
    private static int messages;
    private static int number;

    /** In the middle of a conflicted merge; the database has what this branch has. */
    @BeforeAll
    static void meet(@TempDir Path folder) throws Exception {
        temp = folder.toRealPath();
        server = ServerProcess.start(Map.of());
        server.execute("postgres", "CREATE DATABASE before");
        conflicted = GitRepository.with(temp.resolve("conflicted")).branch("f");
        adds("2_email", "mine");
        adds("3_phone", "phone");
        adds("6_fax", "fax");
        assertThat(CommandLine.run(
                                Map.of(),
                                "--spring.datasource.url=" + server.url("before"),
                                "--applied-set.locations=file:" + conflicted.folder(),
                                "--applied-set.development=true",
                                "--applied-set.command=migrate")
                        .exitCode())
                .isZero();
        server.execute("before", "INSERT INTO employee VALUES (7)", "UPDATE employee SET mine = 'kept', fax = 'sent'");
        assertThat(snapshot(conflicted, "before").exitCode()).isZero();
        conflicted.commit("snapshot").checkout("main");
        adds("2_email", "theirs");
        // The same statement in another layout: what the row has made stays.
        adds("6_fax", " fax");
        conflicted.checkout("f").stops("merge", "main");

        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            ResolveProcess undisturbed = resolve(fresh(), proxy.port());
            try (ChildJvm child = undisturbed.start()) {
                assertThat(child.awaitExit()).as(child.output()).isZero();
            }
            isSettled(undisturbed, "undisturbed");
            messages = proxy.messages();
            calls = undisturbed.calls().size();
            firstAdd = 1
                    + undisturbed
                            .calls()
                            .indexOf(undisturbed.calls().stream()
                                    .filter(call -> call.contains(" add "))
                                    .findFirst()
                                    .orElseThrow());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void adds(String label, String column) {
        conflicted.adds(
                label,
                "ALTER TABLE public.employee ADD " + column + " text;",
                "ALTER TABLE public.employee DROP " + column + ";");
    }

    private static Run snapshot(GitRepository git, String database) {
        return CommandLine.run(
                Map.of(),
                "--spring.datasource.url=" + server.url(database),
                "--applied-set.locations=file:" + git.folder(),
                "--applied-set.command=snapshot",
                "--applied-set.from=migrations",
                "--applied-set.folder=" + git.folder().resolveSibling("snapshot"));
    }

    /** A copy of the repository as it is, conflicts included, beside a copy of the database. */
    private static String fresh() throws IOException {
        String name = "case_" + ++number;
        Path to = temp.resolve(name);
        try (Stream<Path> all = Files.walk(conflicted.root())) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(conflicted.root().relativize(path)));
            }
        }
        server.execute("postgres", "CREATE DATABASE " + name + " TEMPLATE before");
        // What it was developed on is that database, and a copy of it is not.
        server.execute(
                name,
                "UPDATE applied_migrations_developer SET database_oid ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())");
        return name;
    }

    private static GitRepository git(String name) {
        return new GitRepository(temp.resolve(name));
    }

    private static ResolveProcess resolve(String name, int port) {
        return new ResolveProcess(temp.resolve(name + "_git"), git(name), ServerProcess.url(port, name));
    }

    private static void isSettled(ResolveProcess process, String description) {
        String name = "case_" + number;
        GitRepository git = git(name);
        assertThat(git.git("ls-files", "-u")).as(description).isEmpty();
        assertThat(git.git("status", "--porcelain").lines())
                .as("%s: all of it is staged, and nothing else is there", description)
                .allMatch(line -> line.matches("[AMDR]  .*"));
        assertThat(git.files())
                .as(description)
                .containsExactly(
                        "1_employee.down.sql",
                        "1_employee.up.sql",
                        "2_email.down.sql",
                        "2_email.up.sql",
                        "6_fax.down.sql",
                        "6_fax.up.sql",
                        "7_email.down.sql",
                        "7_email.up.sql",
                        "8_phone.down.sql",
                        "8_phone.up.sql");
        assertThat(git.read("2_email.up.sql")).as(description).contains("ADD theirs");
        assertThat(git.read("7_email.up.sql")).as(description).contains("ADD mine");
        assertThat(git.root().resolve(".git/applied-set-resolve")).doesNotExist();
        assertThat(server.query(name, "SELECT version || '_' || name FROM applied_migrations ORDER BY version"))
                .as(description)
                .containsExactly("1_employee", "2_email", "6_fax", "7_email", "8_phone");
        assertThat(server.query(name, "SELECT id || mine || fax FROM employee WHERE theirs IS NULL"))
                .as(description)
                .containsExactly("7keptsent");
        Run again = process.run();
        assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        assertThat(snapshot(git, name).exitCode()).isZero();
        assertThat(git.git("diff", "--name-only"))
                .as("%s: the snapshot is that of the files", description)
                .isEmpty();
    }

    private static void isFinished(String name, String description) {
        ResolveProcess next = resolve(name, server.port());
        Run run = next.run();
        assertThat(run.exitCode())
                .as(description + ": " + run.out() + run.err())
                .isZero();
        isSettled(next, description);
    }

    private static void killed(int call, boolean before) throws Exception {
        String name = fresh();
        ResolveProcess process = resolve(name, server.port());
        try (ChildJvm child = before ? process.startKilledBefore(call) : process.startKilledAfter(call)) {
            assertThat(child.awaitExit()).as(child.output()).isEqualTo(137);
        }
        isFinished(name, "killed " + (before ? "before" : "after") + " git's call " + call + " of " + calls);
    }

    private static void killedAtMessage(int message) throws Exception {
        String name = fresh();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            ChildJvm[] child = new ChildJvm[1];
            synchronized (child) {
                proxy.strikeAt(message, Moment.AFTER, () -> {
                    synchronized (child) {
                        child[0].kill();
                    }
                });
                child[0] = resolve(name, proxy.port()).start();
            }
            child[0].awaitExit();
        }
        server.awaitConnections();
        isFinished(name, "killed after message " + message + " of " + messages);
    }

    /** All files are written and none is staged; then all are, and the snapshot is not rebuilt. */
    @Test
    void killedAroundTheFirstStaging() throws Exception {
        killed(firstAdd, true);
        killed(firstAdd, false);
    }

    /** Near the end, so that files and snapshot are done and the database is not. */
    @Test
    void killedWhileTheDatabaseIsAligned() throws Exception {
        killedAtMessage(messages - messages / 50);
    }

    /** {@code -Dfaults.resolve-stride=1} takes every call of git, before and after it, which takes half an hour. */
    @Test
    @Tag("faults")
    void killedAtAnyCallOfGit() throws Exception {
        int places = 2 * calls;
        int stride = Integer.getInteger("faults.resolve-stride", places);
        for (int place = new Random().nextInt(stride); place < places; place += stride) {
            killed(1 + place / 2, place % 2 == 0);
        }
    }

    /** {@code -Dfaults.resolve-kills=20} kills more often. */
    @Test
    @Tag("faults")
    void killedAtAnyMessageToTheServer() throws Exception {
        int kills = Integer.getInteger("faults.resolve-kills", 1);
        for (int kill = 0; kill < kills; kill++) {
            killedAtMessage(1 + new Random().nextInt(messages));
        }
    }
}
