package io.github.appliedset.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.sample.PackagedApplication.Ended;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of the packaged application. */
class CommandsIT extends PackagedApplicationSupport {

    private Ended run(String... options) throws Exception {
        return this.application.run(List.of(options).stream()
                .map(option -> "--applied-set." + option)
                .toList());
    }

    @Test
    void exitCodesAreThoseOfTheContract() throws Exception {
        assertThat(run("command=status").exitCode()).isEqualTo(2);
        assertThat(run("command=verify").exitCode()).isEqualTo(2);
        assertThat(run("command=dry-run").exitCode()).isZero();
        assertThat(run("command=migrate").exitCode()).isZero();
        assertThat(run("command=status").exitCode()).isZero();
        assertThat(run("command=verify").exitCode()).isZero();
        assertThat(run("command=rollback", "count=5").exitCode()).isZero();
        assertThat(run("command=rollback", "to=5").exitCode()).isEqualTo(1);
        assertThat(run("command=forget", "version=5").exitCode()).isEqualTo(1);
        assertThat(run("command=nothing").exitCode()).isEqualTo(64);
        assertThat(run("command=help").exitCode()).isZero();
    }

    @Test
    void lockThatTimesOutExitsWith3() throws Exception {
        run("command=migrate", "table=other");
        try (Connection other = server.getDatabase("shop", "shop").getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE held (id int)");
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + lockKey() + ")");

            Ended ended = run("command=migrate", "instance-lock-timeout=1s");

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("Gave up after");
        }
    }

    /** As the tracker's page says: the first 8 bytes of SHA-256. */
    private static long lockKey() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest("applied-set:public.applied_migrations".getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong();
    }

    @Test
    void jsonIsAllThatIsOnTheStandardOutput() throws Exception {
        for (List<String> options : List.of(
                List.of("command=status"),
                List.of("command=migrate"),
                List.of("command=verify"),
                List.of("command=dry-run"),
                List.of("command=rollback", "count=2"),
                List.of("command=accept-checksum", "version=101"),
                List.of("command=nothing"))) {
            List<String> arguments = new ArrayList<>(List.of("--logging.level.root=info", "--applied-set.format=json"));
            options.stream().map(option -> "--applied-set." + option).forEach(arguments::add);

            String out = this.application.run(arguments).out();

            assertThat(out.lines()).as(String.join(" ", options)).hasSize(1);
            JsonNode json = JsonMapper.shared().readTree(out);
            assertThat(json.isObject()).isTrue();
        }
    }

    @Test
    void noPortIsOpenedAndNoBeanIsMade() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Ended ended = this.application.run(List.of(
                    "--applied-set.command=migrate",
                    "--server.port=" + taken.getLocalPort(),
                    "--logging.level.root=info"));

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.err()).doesNotContain("Tomcat", "Started SampleApplication");
        }
    }

    @Test
    void commandRunsInTheApplicationsOwnContextWithoutItsWebServer() throws Exception {
        Ended ended = run("command=migrate", "command-context=application");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("5 migrations applied");
        assertThat(ended.err()).doesNotContain("Tomcat initialized");
    }
}
