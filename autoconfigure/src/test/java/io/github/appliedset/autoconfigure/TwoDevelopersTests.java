package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Operator;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two developers with a clone and a database each, who commit a snapshot of the schema. */
@PostgresTest
@KeepsSessions
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
            return asks(null, command, options);
        }

        /** At a terminal with somebody who gives this answer; without one for null. */
        Run asks(@Nullable String answer, String command, String... options) {
            return CommandLine.run(
                    Set.of(),
                    new Operator(answer != null, answer),
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

    /** Both add a column to find people by mail: seed 002. */
    private void bothAddEmail() {
        this.alice.git().branch("alice");
        this.alice.works("2_add_email", """
                ALTER TABLE employee ADD COLUMN email TEXT;
                CREATE INDEX employee_email_index ON employee(email) WHERE email IS NOT NULL;""", "ALTER TABLE employee DROP COLUMN email;");
        this.bob.works("2_add_email", """
                ALTER TABLE employee ADD COLUMN email TEXT;
                CREATE UNIQUE INDEX employee_email_index ON employee(lower(email)) WHERE email IS NOT NULL;""", "ALTER TABLE employee DROP COLUMN email;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");
    }

    private Run aliceResolves(String... options) {
        return this.alice.run("resolve", withFolder(options));
    }

    private String[] withFolder(String... options) {
        return Stream.concat(Stream.of("folder=" + this.alice.git().folder()), Stream.of(options))
                .toArray(String[]::new);
    }

    private void aliceIsDone() {
        assertThat(this.alice.git().git("ls-files", "-u")).isEmpty();
        assertThat(this.alice.git().git("diff", "--name-only")).isEmpty();
        this.alice.git().git("commit", "-q", "--no-edit");
        this.alice.git().git("push", "-q", "origin", "alice:main");
    }

    private void bothHave(String... applied) {
        assertThat(this.alice.tree()).isEqualTo(this.bob.tree());
        for (Developer each : List.of(this.alice, this.bob)) {
            assertThat(each.database().applied()).containsExactly(applied);
            assertThat(each.database().query("SELECT id FROM public.employee")).containsExactly("7");
            each.run("verify");
            each.run("snapshot", "from=migrations", "folder=" + each.snapshot());
            assertThat(each.git().git("status", "--porcelain"))
                    .as("the snapshot is that of the files")
                    .isEmpty();
        }
    }

    /** A person decides what both together should be: merge, edit the file that git stopped at, resolve. */
    @Test
    void sameColumnWithAnotherIndexTakesOneEdit() {
        bothAddEmail();
        this.alice.git().stops("merge", "origin/main");
        this.alice.git().writes("2_add_email.up.sql", """
                DROP INDEX employee_email_index;
                CREATE INDEX employee_email_index ON employee(lower(email)) WHERE email IS NOT NULL;""").writes("2_add_email.down.sql", """
                DROP INDEX employee_email_index;
                CREATE UNIQUE INDEX employee_email_index ON employee(lower(email)) WHERE email IS NOT NULL;""");

        Run resolved = aliceResolves("same-path=two", "yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_add_email becomes 3_add_email")
                .contains("db/migration/2_add_email.up.sql stays as you edited it after git stopped")
                .contains("2_add_email rolled back: its file was edited 2_add_email is applied 3_add_email is applied")
                .contains("The development database matches the files; applied: 2_add_email, 3_add_email.")
                .doesNotContain("Left to you");
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");

        bothHave("1_employee", "2_add_email", "3_add_email");
        assertThat(this.alice.database().query("SELECT pg_get_indexdef('employee_email_index'::regclass)"))
                .isEqualTo(this.bob.database().query("SELECT pg_get_indexdef('employee_email_index'::regclass)"))
                .singleElement()
                .asString()
                .contains("CREATE INDEX", "lower(email)");
    }

    @Test
    void leavesAnUneditedSameColumnToTheUser() {
        bothAddEmail();
        this.alice.git().stops("merge", "origin/main");

        Run resolved = this.alice.tries("resolve", withFolder("same-path=two", "yes=true"));

        assertThat(resolved.exitCode()).as("the snapshot waits for that").isEqualTo(1);
        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_add_email becomes 3_add_email")
                .contains("Left to you: 2_add_email does not run after origin/main's 2_add_email: line 1:")
                .contains("column \"email\" of relation \"employee\" already exists")
                .contains("Its file is db/migration/3_add_email.up.sql then.")
                .contains("was not aligned: this branch does not run after the other one");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_add_email");
    }

    /** One of both is enough, and the other branch's is the one that others have applied. */
    @Test
    void sameColumnAsOneMigrationTakesTheOtherText() {
        bothAddEmail();
        this.alice.git().stops("merge", "origin/main");

        Run resolved = aliceResolves("same-path=one", "yes=true");

        assertThat(resolved.out()).contains("The development database matches the files; applied: 2_add_email.");
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "2_add_email");
    }

    @Test
    void textThatWasEditedInAConflictIsNotDropped() {
        bothAddEmail();
        this.alice.git().stops("merge", "origin/main");
        this.alice.git().writes("2_add_email.up.sql", "SELECT 'written by hand';");

        Run refused = this.alice.tries("resolve", withFolder("same-path=one", "yes=true"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().replaceAll("\\s+", " "))
                .contains("db/migration/2_add_email.up.sql was edited after git stopped, and same-path=one would drop")
                .contains("Nothing was written.");
        assertThat(this.alice.git().read("2_add_email.up.sql")).isEqualTo("SELECT 'written by hand';");
    }

    /** What the column holds by now goes with it, if somebody says so. */
    @Test
    void valuesOfTheSameColumnAreNamedBeforeTheyGo() {
        bothAddEmail();
        this.alice.database().execute("UPDATE public.employee SET email = 'a@example.com'");
        this.alice.git().stops("merge", "origin/main");

        assertThat(aliceResolves("same-path=one", "dry-run=true").out())
                .contains("  lost: public.employee.email: 1 row has a value\n");
        Run asked = this.alice.asks("no", "resolve", withFolder("same-path=one"));
        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.out()).contains("Lose what is listed, and do all of this? [yes/no] ");
        assertThat(this.alice.git().git("ls-files", "-u")).isNotEmpty();

        Run filesOnly = aliceResolves("same-path=one", "yes=true");
        assertThat(filesOnly.out().replaceAll("\\s+", " "))
                .contains("was not aligned: something would be lost, to which yes is no answer");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("a@example.com");

        Run agreed = aliceResolves("allow=data-loss");
        assertThat(agreed.out()).contains("The development database matches the files; applied: 2_add_email.");
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "2_add_email");
        assertThat(this.alice.tries("resolve", withFolder("allow=everything")).exitCode())
                .isEqualTo(64);
    }

    /** The same statement, written by two people: nothing to decide, and nothing to run. */
    @Test
    void sameColumnInAnotherLayoutIsOneMigration() {
        this.alice.git().branch("alice");
        this.alice.works(
                "2_add_email",
                "-- to write to people\nalter table employee\n    add email text;",
                "ALTER TABLE employee DROP email;");
        this.alice.database().execute("UPDATE public.employee SET email = 'kept'");
        this.bob.works("2_email", "ALTER TABLE employee ADD email text;", "ALTER TABLE employee DROP email;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");
        this.alice.git().merge("origin/main");

        assertThat(this.alice.tries("conflicts", withFolder()).out().replaceAll("\\s+", " "))
                .contains("Both branches add 2_add_email, 2_email on origin/main, with the same statements");
        Run resolved = aliceResolves("yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_add_email has the same statements as origin/main's 2_email: its files go")
                .contains("The development database matches the files.");
        this.alice.git().commit("one of both");
        this.alice.git().git("push", "-q", "origin", "alice:main");
        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "2_email");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("kept");
    }

    @Test
    void sameStatementsOfOneNameKeepTheRow() {
        bothAdd("2_add_email", "email", "2_add_email", "  email");
        this.alice.git().stops("merge", "origin/main");

        Run resolved = aliceResolves("yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_add_email stays, and gets the checksum of its file, which has the same statements");
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "2_add_email");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("kept");
    }

    /** Files and snapshot were agreed to; what becomes of the database is asked for again. */
    @Test
    void databaseIsNotAlignedByTheRestOfAStoppedRun() throws IOException {
        bothAdd("2_add_address", "address", "2_add_phone", "phone");
        this.alice.git().stops("merge", "origin/main");
        Path lock = Files.createFile(this.alice.git().root().resolve(".git/index.lock"));
        assertThat(this.alice.tries("resolve", withFolder("yes=true")).exitCode())
                .isEqualTo(1);
        Files.delete(lock);
        assertThat(this.alice.git().root().resolve(".git/applied-set-resolve")).exists();

        Run unanswered = this.alice.tries("resolve", withFolder());

        assertThat(unanswered.exitCode()).isEqualTo(1);
        assertThat(unanswered.err().replaceAll("\\s+", " "))
                .contains("There is no terminal to agree to this plan on:")
                .contains("2_add_address is 3_add_address now")
                .contains("2_add_phone is applied");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_add_address");
        assertThat(this.alice.git().git("ls-files", "-u")).isEmpty();
        assertThat(this.alice.git().git("diff", "--name-only")).isEmpty();
        assertThat(this.alice.asks("no", "resolve", withFolder()).exitCode()).isEqualTo(1);
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_add_address");

        assertThat(this.alice.asks("yes", "resolve", withFolder()).exitCode()).isZero();
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");
        bothHave("1_employee", "2_add_phone", "3_add_address");
    }

    /** The files of this branch are gone by then; what they held is in its last commits. */
    @Test
    void sameStatementsAreKnownAgainAfterAStoppedRun() throws IOException {
        bothAdd("2_add_email", "email", "2_add_email", "  email");
        this.alice.git().stops("merge", "origin/main");
        Path lock = Files.createFile(this.alice.git().root().resolve(".git/index.lock"));
        assertThat(this.alice.tries("resolve", withFolder("yes=true")).exitCode())
                .isEqualTo(1);
        Files.delete(lock);
        assertThat(this.alice.git().read("2_add_email.up.sql")).contains("ADD   email");

        Run next = aliceResolves("yes=true");

        assertThat(next.out().replaceAll("\\s+", " "))
                .contains("Finished the files of a run that was stopped")
                .contains("2_add_email stays, and gets the checksum of its file, which has the same statements")
                .doesNotContain("rolled back");
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "2_add_email");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("kept");
    }

    /** Somebody commits what a killed run has staged, and runs it again. */
    @Test
    void sameStatementsAreKnownAgainAfterACommit() {
        bothAdd("2_add_email", "email", "2_add_email", "  email");
        this.alice.git().stops("merge", "origin/main");
        this.alice.git().git("checkout", "-q", "--theirs", "--", "db/migration", "db/snapshot");
        this.alice.git().git("add", "-A");
        this.alice.git().git("commit", "-q", "--no-edit");

        Run next = aliceResolves("yes=true");

        assertThat(next.out().replaceAll("\\s+", " "))
                .contains("2_add_email stays, and gets the checksum of its file, which has the same statements");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("kept");
        this.alice.run("verify");
    }

    /** The row goes with the other branch's file; what it has made stays, values included. */
    @Test
    void sameStatementsUnderTwoNumbersKeepTheRow() {
        this.alice.git().branch("alice");
        this.alice.works("2_add_email", "alter table employee add email text;", "ALTER TABLE employee DROP email;");
        this.alice.database().execute("UPDATE public.employee SET email = 'kept'");
        this.bob.works("2_orders", "CREATE TABLE public.orders (id int);", "DROP TABLE public.orders;");
        this.bob.works(
                "5_add_email", "ALTER TABLE employee ADD email text;", "ALTER TABLE employee DROP COLUMN email;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");
        this.alice.git().merge("origin/main");

        Run resolved = aliceResolves("yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_add_email has the same statements as origin/main's 5_add_email: its files go")
                .contains("Development database: 2_add_email is 5_add_email now 2_orders is applied")
                .contains("The development database matches the files; applied: 2_orders.");
        this.alice.git().commit("one of both").git("push", "-q", "origin", "alice:main");
        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "2_orders", "5_add_email");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("kept");
        assertThat(this.alice
                        .database()
                        .query("SELECT version, down_sql FROM public.applied_migrations_down ORDER BY 1"))
                .as("what is kept is that of the files")
                .isEqualTo(this.bob
                        .database()
                        .query("SELECT version, down_sql FROM public.applied_migrations_down ORDER BY 1"));
    }

    /** As after a merge, before it. */
    @Test
    void oneContentUnderTwoNumbersKeepsTheRowBeforeAMerge() {
        this.alice.git().branch("alice");
        this.alice.works("2_add_email", "ALTER TABLE employee ADD email text;", "ALTER TABLE employee DROP email;");
        this.alice.database().execute("UPDATE public.employee SET email = 'kept'");
        this.bob.works("5_add_email", "ALTER TABLE employee ADD email text;", "ALTER TABLE employee DROP email;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");

        assertThat(aliceResolves("yes=true").out()).contains("2_add_email is 5_add_email now");
        this.alice.git().commit("as on main").merge("origin/main");
        this.alice.git().git("push", "-q", "origin", "alice:main");

        this.bob.git().git("pull", "-q");
        bothHave("1_employee", "5_add_email");
        assertThat(this.alice.database().query("SELECT email FROM public.employee"))
                .containsExactly("kept");
    }

    /** Each commit of the branch has changed the snapshot, so git stops at each. */
    @Test
    void rebaseThatStopsTwiceKeepsRowsAndOrder() {
        this.alice.git().branch("alice");
        this.alice.works(
                "2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.alice.works(
                "3_add_mail", "ALTER TABLE public.employee ADD mail text;", "ALTER TABLE public.employee DROP mail;");
        this.alice.database().execute("UPDATE public.employee SET phone = '1', mail = 'kept'");
        this.bob.works(
                "2_address",
                "ALTER TABLE public.employee ADD address text;",
                "ALTER TABLE public.employee DROP address;");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.git().git("fetch", "-q");
        this.alice.git().stops("rebase", "origin/main");

        Run first = aliceResolves("yes=true");

        assertThat(first.out().replaceAll("\\s+", " "))
                .contains("2_phone becomes 3_phone")
                .contains("was not aligned: the rebase will bring more of this branch's migrations");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_phone", "3_add_mail");
        this.alice.git().stops("rebase", "--continue");
        Run second = aliceResolves("yes=true");

        assertThat(second.out().replaceAll("\\s+", " "))
                .contains("3_add_mail becomes 4_add_mail")
                .doesNotContain("4_phone")
                .contains("The development database matches the files; applied: 2_address.");
        this.alice.git().git("rebase", "--continue");
        this.alice.git().git("push", "-q", "origin", "alice:main");
        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");
        bothHave("1_employee", "2_address", "3_phone", "4_add_mail");
        assertThat(this.alice.database().query("SELECT phone || mail FROM public.employee"))
                .containsExactly("1kept");
    }

    /** Other numbers, and one file of the snapshot that both have changed. */
    @Test
    void conflictOfTheSnapshotAloneIsSettled() {
        bothAdd("2_add_address", "address", "3_add_phone", "phone");
        this.alice.git().stops("merge", "origin/main");
        assertThat(this.alice.git().git("ls-files", "-u"))
                .contains("db/snapshot/")
                .doesNotContain("db/migration/");

        Run resolved = aliceResolves("yes=true");

        assertThat(resolved.out()).contains("The development database matches the files; applied: 3_add_phone.");
        aliceIsDone();
        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");
        bothHave("1_employee", "2_add_address", "3_add_phone");
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
    void secondMergeFindsAndSettlesASilentConflict() {
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
    void lateMigrationIsReportedAndAppliedAtNextStart() {
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
        assertThat(aliceResolves().out()).as("a late number is kept").endsWith("There is nothing to settle.\n");
        this.alice.git().merge("origin/main");
        this.alice.git().git("push", "-q", "origin", "alice:main");

        this.bob.git().git("pull", "-q");
        this.bob.run("migrate");
        this.bob.run("verify");
        assertThat(this.bob.database().applied()).containsExactly("1_employee", "103_phone", "104_orders");
        assertThat(this.bob.database().query("SELECT id FROM public.employee")).containsExactly("7");
    }

    /** A merge that main has taken back, and that this branch builds on. */
    @Test
    void migrationThatARevertTookAwayComesBackIfItIsNeeded() {
        this.alice.git().branch("alice");
        this.alice.works(
                "2_phone", "ALTER TABLE public.employee ADD phone text;", "ALTER TABLE public.employee DROP phone;");
        this.bob
                .git()
                .git(
                        "pull",
                        "-q",
                        "--no-ff",
                        "--no-edit",
                        this.alice.git().root().toString(),
                        "alice");
        this.bob.git().git("revert", "-m", "1", "--no-edit", "HEAD");
        this.bob.git().git("push", "-q", "origin", "main");
        this.alice.works("3_index", "CREATE INDEX i ON public.employee (phone);", "DROP INDEX public.i;");
        this.alice.git().git("fetch", "-q");
        this.alice.git().merge("origin/main");
        assertThat(this.alice.git().files()).as("git says nothing of it").doesNotContain("2_phone.up.sql");

        Run found = this.alice.tries("conflicts", withFolder());
        assertThat(found.out().replaceAll("\\s+", " "))
                .contains("origin/main has reverted 2_phone")
                .contains("Yours may need migrations that origin/main has reverted: 2_phone");
        Run resolved = aliceResolves("yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_phone, which origin/main has reverted, is restored: this branch does not run without it");
        assertThat(this.alice.git().files()).contains("2_phone.up.sql", "2_phone.down.sql", "3_index.up.sql");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_phone", "3_index");
    }

    /** The files are settled; a database that may be somebody else's is not touched. */
    @Test
    void databaseThatIsNotADevelopersOwnIsNotAligned() {
        bothAdd("2_add_address", "address", "2_add_phone", "phone");
        this.alice.git().stops("merge", "origin/main");
        this.alice.database().execute("UPDATE public.applied_migrations_developer SET database_oid = database_oid + 1");

        Run resolved = aliceResolves("yes=true");

        assertThat(resolved.out().replaceAll("\\s+", " "))
                .contains("2_add_address becomes 3_add_address")
                .contains(
                        "was not aligned: nothing shows yet that it is a developer's own. --applied-set.command=align");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_add_address");
    }

    @Test
    void databaseOfAProcessInKubernetesIsNotAligned() {
        bothAdd("2_add_address", "address", "2_add_phone", "phone");
        this.alice.git().stops("merge", "origin/main");

        Run resolved = CommandLine.run(
                Map.of(
                        "spring.datasource.url",
                        this.alice.database().url(),
                        "spring.datasource.username",
                        this.alice.database().username(),
                        "spring.datasource.password",
                        this.alice.database().password(),
                        "applied-set.locations",
                        "file:" + this.alice.git().folder(),
                        "applied-set.development",
                        "true",
                        "KUBERNETES_SERVICE_HOST",
                        "10.0.0.1"),
                "--applied-set.command=resolve",
                "--applied-set.yes=true",
                "--applied-set.folder=" + this.alice.git().folder());

        assertThat(resolved.out().replaceAll("\\s+", " ")).contains("was not aligned:", "runs in Kubernetes");
        assertThat(this.alice.database().applied()).containsExactly("1_employee", "2_add_address");
    }
}
