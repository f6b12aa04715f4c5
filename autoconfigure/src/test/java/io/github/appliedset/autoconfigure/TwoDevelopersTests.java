package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two developers with a clone and a database each, who commit a snapshot of the schema. */
@PostgresTest
class TwoDevelopersTests {

    private Path temp;
    private Developer alice;
    private Developer bob;

    /** One of them. */
    private record Developer(GitRepository git, TestDatabase database) {

        Run run(String command, String... options) {
            Run run = tries(command, options);
            assertThat(run.exitCode())
                    .as(command + ": " + run.out() + run.err())
                    .isZero();
            return run;
        }

        Run tries(String command, String... options) {
            return CommandLine.run(
                    Map.of(
                            "spring.datasource.url", this.database.url(),
                            "spring.datasource.username", this.database.username(),
                            "spring.datasource.password", this.database.password(),
                            "applied-set.locations", "file:" + this.git.folder(),
                            "applied-set.development", "true"),
                    Stream.concat(Stream.of("command=" + command), Stream.of(options))
                            .map(option -> "--applied-set." + option)
                            .toArray(String[]::new));
        }

        Path snapshot() {
            return this.git.folder().resolveSibling("snapshot");
        }

        Developer works(String label, String up, String down) {
            this.git.writes(label + ".up.sql", up).writes(label + ".down.sql", down);
            run("migrate");
            run("snapshot", "from=migrations", "folder=" + snapshot());
            this.git.commit(label);
            return this;
        }

        Map<String, String> tree() {
            try (Stream<Path> files = Files.walk(this.git.root().resolve("db"))) {
                Map<String, String> tree = new TreeMap<>();
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    tree.put(this.git.root().relativize(file).toString(), Files.readString(file));
                }
                return tree;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    @BeforeEach
    void prepare(@TempDir Path temp, TestDatabase first, TestDatabase second) throws IOException {
        this.temp = temp.toRealPath();
        Stream.of(first, second)
                .forEach(each -> each.executeAsSuperuser("ALTER ROLE " + each.username() + " CREATEDB"));
        GitRepository origin = GitRepository.with(this.temp.resolve("origin"));
        origin.git("config", "receive.denyCurrentBranch", "ignore");
        this.alice = new Developer(origin.cloned(this.temp.resolve("alice")), first);
        this.alice.run("migrate");
        this.alice.run("snapshot", "from=migrations", "folder=" + this.alice.snapshot());
        this.alice.git().commit("snapshot").git("push", "-q", "origin", "main");
        this.bob = new Developer(origin.cloned(this.temp.resolve("bob")), second);
        this.bob.run("migrate");
        Stream.of(first, second).forEach(each -> each.execute("INSERT INTO public.employee VALUES (7)"));
    }

    private void bothAdd(String mine, String myColumn, String theirs, String theirColumn) {
        this.alice.git().branch("alice");
        this.alice.works(
                mine,
                "ALTER TABLE public.employee ADD " + myColumn + " text;",
                "ALTER TABLE public.employee DROP " + myColumn + ";");
        this.alice.database().execute("UPDATE public.employee SET " + myColumn + " = 'kept'");
        this.bob.works(
                theirs,
                "ALTER TABLE public.employee ADD " + theirColumn + " text;",
                "ALTER TABLE public.employee DROP " + theirColumn + ";");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");
    }

    @Test
    void disjointColumnsOfOneNumber() {
        bothAdd("2_add_address", "address", "2_add_phone", "phone");
        this.alice.git().stops("merge", "origin/main");
        assertThat(this.alice.tree().values()).as("git merges no snapshot").noneMatch(text -> text.contains("<<<<<<<"));

        Run resolved = this.alice.run("resolve", "folder=" + this.alice.git().folder(), "yes=true");

        assertThat(resolved.out()).contains("2_add_address becomes 3_add_address");
        assertThat(this.alice.git().git("ls-files", "-u")).isEmpty();
        assertThat(this.alice.git().git("diff", "--name-only")).isEmpty();
        this.alice.git().git("commit", "-q", "--no-edit");
        this.alice.git().git("push", "-q", "origin", "alice:main");

        assertThat(resolved.out()).contains("The development database matches the files; applied: 2_add_phone.");
        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");

        assertThat(this.alice.tree()).isEqualTo(this.bob.tree());
        for (Developer each : List.of(this.alice, this.bob)) {
            assertThat(each.database().applied()).containsExactly("1_employee", "2_add_phone", "3_add_address");
            assertThat(each.database().query("SELECT id FROM public.employee")).containsExactly("7");
            each.run("verify");
            each.run("snapshot", "from=migrations", "folder=" + each.snapshot());
            assertThat(each.git().git("status", "--porcelain"))
                    .as("the snapshot is that of the files")
                    .isEmpty();
        }
        assertThat(this.alice.database().query("SELECT address FROM public.employee"))
                .containsExactly("kept");
    }

    @Test
    void afterACommittedMergeNothingIsLeftToSettle() throws IOException {
        bothAdd("2_add_address", "address", "2_add_phone", "phone");
        this.alice.git().stops("merge", "origin/main");
        this.alice.run("resolve", "folder=" + this.alice.git().folder(), "yes=true");
        this.alice.git().git("commit", "-q", "--no-edit");
        this.alice.git().writes("4_pending.up.sql", "SELECT 1;");

        Run settled = this.alice.run("resolve", "folder=" + this.alice.git().folder());
        assertThat(settled.out()).endsWith("There is nothing to settle.\n");

        Files.delete(this.alice.snapshot().resolve("snapshot.json"));
        Run stale = this.alice.tries("resolve", "folder=" + this.alice.git().folder(), "dry-run=true");
        assertThat(stale.out()).contains("the snapshot, rebuilt from the migrations");
    }

    @Test
    void sameColumnIsLeftToAPerson() {
        bothAdd("2_add_email", "email", "2_add_email", "email  ");

        Run dry = this.alice.run("resolve", "folder=" + this.alice.git().folder(), "dry-run=true");

        assertThat(dry.out().replaceAll("\\s+", " "))
                .contains("2_add_email becomes 3_add_email")
                .contains("Left to you: 2_add_email does not run after origin/main's 2_add_email: line 1:")
                .contains("column \"email\" of relation \"employee\" already exists");
    }

    @Test
    void lateOneGetsANewNumberOnlyWhereTheOrderDecides() {
        this.alice.git().branch("alice");
        this.alice.works(
                "2_column", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.bob.works("3_view", "CREATE VIEW public.v AS SELECT * FROM public.employee;", "DROP VIEW public.v;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");

        Run resolved = this.alice.run("resolve", "folder=" + this.alice.git().folder(), "yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("The development database was not aligned: it ran this branch's migrations first")
                .contains("--applied-set.reset=true");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_column");
        assertThat(this.alice.git().files()).contains("4_column.up.sql").doesNotContain("2_column.up.sql");
    }

    /** Git merges files of other names without a word. */
    @Test
    void silentConflictIsFoundAndSettledByWhoMergesSecond() {
        this.alice.git().branch("alice");
        this.alice.works("20_view", "CREATE VIEW public.v AS SELECT id FROM public.employee;", "DROP VIEW public.v;");
        this.bob.works(
                "10_number",
                "ALTER TABLE public.employee RENAME id TO number;",
                "ALTER TABLE public.employee RENAME number TO id;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");
        this.alice.git().merge("origin/main");

        Run found = this.alice.tries("conflicts", "folder=" + this.alice.git().folder());
        assertThat(found.exitCode()).isEqualTo(2);
        assertThat(found.out().replaceAll("\\s+", " "))
                .contains("20_view does not run after origin/main's 10_number")
                .contains("column \"id\" does not exist");
        Run broken = this.alice.tries("resolve", "folder=" + this.alice.git().folder(), "yes=true");
        assertThat((broken.out() + broken.err()).replaceAll("\\s+", " "))
                .as("a person has to edit it")
                .contains("The development database was not aligned: this branch does not run after the other one");
        this.alice.git().git("checkout", "-q", "--", ".");

        this.alice.git().writes("20_view.up.sql", "CREATE VIEW public.v AS SELECT number FROM public.employee;");
        this.alice.run("resolve", "folder=" + this.alice.git().folder(), "yes=true");
        this.alice.git().commit("The view follows the column");
        this.alice.git().git("push", "-q", "origin", "alice:main");

        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");
        assertThat(this.alice.tree()).isEqualTo(this.bob.tree());
        for (Developer each : List.of(this.alice, this.bob)) {
            assertThat(each.database().applied()).containsExactly("1_employee", "10_number", "20_view");
            assertThat(each.database().query("SELECT number FROM public.v")).containsExactly("7");
            each.run("verify");
        }
    }

    /** Seed 000: 103 is merged after 104. */
    @Test
    void lateMigrationIsToldAndAppliedByTheNextStart() {
        this.alice.git().branch("alice");
        this.alice.works(
                "103_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.bob.works("104_orders", "CREATE TABLE public.orders (id int);", "DROP TABLE public.orders;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");

        Run told = this.alice.run("conflicts", "folder=" + this.alice.git().folder());
        assertThat(told.out().replaceAll("\\s+", " "))
                .contains("103_phone comes late: origin/main is at 104.")
                .contains("independent");
        this.alice.git().merge("origin/main");
        this.alice.git().git("push", "-q", "origin", "alice:main");

        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");
        this.bob.run("verify");
        assertThat(this.bob.database().applied()).containsExactly("1_employee", "103_phone", "104_orders");
        assertThat(this.bob.database().query("SELECT id FROM public.employee")).containsExactly("7");
    }
}
