package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Operator;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Tunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No command about branches makes databases on a server that is not the developer's own, unless somebody says so. */
@PostgresTest
class ForeignScratchServerTests extends RepositoryTestSupport {

    private static final String REFUSED = "scratch databases on localhost need a yes";

    private String url;

    /** A merged branch whose snapshot is out of date. */
    @BeforeEach
    void mergedBranch(TestDatabase database) {
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.url = database.url() + (database.url().contains("?") ? "&" : "?") + "user=" + database.username()
                + "&password=" + database.password() + "&socketFactory=" + Tunnel.class.getName();
        this.git.writesAt("db/snapshot/t.json", "{}").commit("snapshot");
        both("3_phone", "4_address");
        this.git.merge("main");
    }

    private Run run(String command, Operator operator, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "--applied-set.command=" + command,
                "--spring.datasource.url=" + this.url,
                "--applied-set.locations=file:" + this.git.folder(),
                "--applied-set.folder=" + this.git.folder(),
                "--applied-set.onto=main"));
        for (String option : options) {
            words.add("--applied-set." + option);
        }
        return CommandLine.run(Set.of(), operator, Map.of(), words.toArray(String[]::new));
    }

    private static String words(Run run) {
        return run.out().replaceAll("\\s+", " ");
    }

    @Test
    void dryRunOfResolveMakesNone() {
        Run run = run("resolve", new Operator(false, ""), "dry-run=true");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(words(run))
                .contains(REFUSED, "The snapshot was not compared with the migrations.")
                .doesNotContain("Scratch databases are made");
    }

    @Test
    void refusalAtTheTerminalIsAskedForOnce() {
        Run run = run("resolve", new Operator(true, "no"));

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(words(run))
                .containsOnlyOnce("[yes/no]")
                .contains("scratch databases on localhost were declined", "The snapshot was not compared");
    }

    @Test
    void yesOptionConfirms() {
        Run run = run("resolve", new Operator(false, ""), "yes=true");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(words(run))
                .startsWith("Scratch databases are made beside ")
                .contains("the snapshot, rebuilt from the migrations");
    }

    @Test
    void conflictsSaysWhatWasNotTried() {
        Run run = run("conflicts", new Operator(false, ""));

        assertThat(words(run)).contains(REFUSED);
    }
}
