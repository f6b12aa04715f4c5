package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code conflicts} proves by running both branches, and how it says it. */
@PostgresTest
@KeepsSessions
class ConflictsTests {

    private GitRepository git;
    private TestDatabase database;

    @BeforeEach
    void prepare(@TempDir Path temp, TestDatabase database) throws IOException {
        this.database = database;
        this.database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.git = GitRepository.with(temp.toRealPath().resolve("repository"));
    }

    /** Leaves main for a branch; both add one migration. */
    private void both(String mine, String myUp, String theirs, String theirUp) {
        this.git.branch("f");
        this.git.adds(mine, myUp, "SELECT 1;").checkout("main");
        this.git.adds(theirs, theirUp, "SELECT 1;").checkout("f");
    }

    private Run run(String format, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "--applied-set.command=conflicts",
                "--applied-set.folder=" + this.git.folder(),
                "--applied-set.format=" + format,
                "--applied-set.onto=main"));
        for (String option : options) {
            words.add("--applied-set." + option);
        }
        return CommandLine.run(
                Map.of(
                        "spring.datasource.url", this.database.url(),
                        "spring.datasource.username", this.database.username(),
                        "spring.datasource.password", this.database.password()),
                words.toArray(String[]::new));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Run run, String member) {
        assertThat(run.json()).as(run.out() + run.err()).containsKey("migrators");
        return (List<Map<String, Object>>) run.migrator().get(member);
    }

    private static Map<String, Object> finding(Run run, String kind) {
        return list(run, "findings").stream()
                .filter(finding -> finding.get("kind").equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + run.out()));
    }

    private static Object independent(Run run) {
        return list(run, "branches").get(0).get("independent");
    }

    @Test
    void branchesThatCommuteAreProvenIndependent() {
        both("3_phone", "CREATE TABLE public.phone (id int);", "2_address", "CREATE TABLE public.address (id int);");

        Run run = run("json");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(independent(run)).isEqualTo(true);
        assertThat(list(run, "findings")).isEmpty();
        assertThat(list(run, "untried")).isEmpty();
        assertThat(this.database.hasTable("public.applied_migrations"))
                .as("its database is not touched")
                .isFalse();
        assertThat(this.database.query("SELECT datname FROM pg_database WHERE datname LIKE 'applied_set_scratch%'"))
                .isEmpty();
    }

    @Test
    void triesAMigrationAfterTheOneItWaitsFor() {
        this.git.branch("f");
        this.git
                .adds("3_pages", "-- applied-set: after=4_book\nALTER TABLE public.book ADD pages int;", "SELECT 1;")
                .adds("4_book", "CREATE TABLE public.book (id int);", "SELECT 1;")
                .checkout("main");
        this.git
                .adds("2_address", "CREATE TABLE public.address (id int);", "SELECT 1;")
                .checkout("f");

        Run run = run("json");

        assertThat(list(run, "findings")).as(run.out()).isEmpty();
        assertThat(independent(run)).isEqualTo(true);
    }

    @Test
    void disjointColumnsOfOneNumberNameTheTable() {
        both(
                "2_phone",
                "ALTER TABLE public.employee ADD phone text;",
                "2_address",
                "ALTER TABLE public.employee ADD address text;");

        Run run = run("json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(finding(run, "same-number").get("objects"))
                .asString()
                .contains("column public.employee.address", "column public.employee.phone");
        assertThat(finding(run, "same-table"))
                .containsEntry("severity", "note")
                .containsEntry("objects", List.of("table public.employee"));
        assertThat(independent(run)).isEqualTo(true);
        assertThat(run("text").out())
                .startsWith("Scratch databases are made beside")
                .contains("Error: Both branches have a version 2: 2_phone here, 2_address on main.\n")
                .contains("\n  here: db/migration/2_phone.up.sql\n  main: db/migration/2_address.up.sql\n")
                .contains("make the same schema: these branches are independent.")
                .endsWith("\n1 error, 1 note\n");
    }

    @Test
    void sameColumnDoesNotRunAfterTheirs() {
        both(
                "3_mail",
                "ALTER TABLE public.employee ADD email text;",
                "2_email",
                "ALTER TABLE public.employee ADD email text NOT NULL;");

        Run run = run("json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(finding(run, "does-not-run").get("text"))
                .asString()
                .startsWith("3_mail does not run after main's 2_email: line 1: ")
                .contains("column \"email\" of relation \"employee\" already exists", "42701");
        assertThat(finding(run, "does-not-run").get("objects")).asString().contains("column public.employee.email");
        assertThat(independent(run)).isEqualTo(false);
    }

    @Test
    void droppedObjectIsReportedWithBothFiles() {
        this.git.branch("f");
        this.git
                .adds("4_index", "CREATE INDEX i ON public.employee (id);", "SELECT 1;")
                .checkout("main");
        this.git.adds("2_other", "CREATE TABLE public.other (id int);", "SELECT 1;");
        this.git.adds("3_away", "DROP TABLE public.employee;", "SELECT 1;").checkout("f");

        Map<String, Object> finding = finding(run("json"), "does-not-run");

        assertThat(finding.get("ours")).asString().contains("4_index");
        assertThat(finding.get("theirs")).asString().contains("3_away");
        assertThat(finding.get("text")).asString().contains("relation \"public.employee\" does not exist");
    }

    private static final String DROPS_ID =
            "ALTER TABLE public.employee ADD name text; ALTER TABLE public.employee DROP id;";
    private static final String VIEW = "CREATE VIEW public.ids AS SELECT id FROM public.employee;";

    private static void repeatableDoesNotRun(Run run) {
        assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
        assertThat(finding(run, "does-not-run").get("text"))
                .asString()
                .startsWith(
                        "Repeatable migration ids does not run after the migrations of this branch and of main: line 1: ")
                .contains("column \"id\" does not exist", "42703");
        assertThat(independent(run)).isEqualTo(false);
    }

    @Test
    void ourRepeatableReadsAnObjectTheirBranchDrops() {
        this.git.branch("f").writes("ids.repeatable.sql", VIEW).commit("ids").checkout("main");
        this.git.adds("2_drop", DROPS_ID, "SELECT 1;").checkout("f");

        repeatableDoesNotRun(run("json"));
    }

    @Test
    void theirRepeatableReadsAnObjectOurBranchDrops() {
        this.git.branch("f").adds("2_drop", DROPS_ID, "SELECT 1;").checkout("main");
        this.git.writes("ids.repeatable.sql", VIEW).commit("ids").checkout("f");

        repeatableDoesNotRun(run("json"));
    }

    @Test
    void repeatablesThatGoWithBothBranchesAreIndependent() {
        this.git.writes("ids.repeatable.sql", VIEW).commit("ids");
        this.git
                .branch("f")
                .writes("ids.repeatable.sql", VIEW.replace("VIEW", "OR REPLACE VIEW"))
                .commit("ids");
        this.git.checkout("main").adds("2_name", "ALTER TABLE public.employee ADD name text;", "SELECT 1;");
        this.git.checkout("f");

        Run run = run("json");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(independent(run)).isEqualTo(true);
        assertThat(list(run, "untried")).isEmpty();
    }

    @Test
    void brokenRepeatableOfMainIsNotBlamedOnTheBranch() {
        both("3_phone", "CREATE TABLE public.phone (id int);", "2_address", "CREATE TABLE public.address (id int);");
        this.git
                .checkout("main")
                .writes("v.repeatable.sql", "SELECT nothing;")
                .commit("v")
                .checkout("f");

        Run run = run("json");

        assertThat(list(run, "findings")).isEmpty();
        assertThat(list(run, "untried")).singleElement().satisfies(untried -> {
            assertThat(untried.get("what")).isEqualTo("the repeatable migrations");
            assertThat(untried.get("why")).asString().startsWith("main's own do not run: line 1: ");
        });
        assertThat(run.exitCode()).isEqualTo(2);
    }

    /** Both orders run our files as {@code resolve} writes them. */
    @Test
    void directivesFollowTheNumbersThatTheTrialGives() {
        this.git.branch("f").adds("2_fill", "CREATE TABLE public.fill (id int);", "SELECT 1;");
        this.git
                .adds("3_then", "-- applied-set: after=2_fill\nCREATE TABLE public.then_ (id int);", "SELECT 1;")
                .checkout("main");
        this.git
                .adds("2_other", "CREATE TABLE public.other (id int);", "SELECT 1;")
                .checkout("f");

        Run run = run("json");

        assertThat(list(run, "findings")).extracting(each -> each.get("kind")).containsExactly("same-number");
        assertThat(independent(run)).isEqualTo(true);
    }

    @Test
    void directivesFollowTheMigrationThatStays() {
        this.git.branch("f").adds("2_fill", "CREATE TABLE public.fill (id int);", "SELECT 1;");
        this.git
                .adds("5_then", "-- applied-set: after=2_fill\nCREATE TABLE public.then_ (id int);", "SELECT 1;")
                .checkout("main");
        this.git
                .adds("4_fill", "CREATE TABLE public.fill (id int);", "SELECT 1;")
                .checkout("f");

        Run run = run("json");

        assertThat(list(run, "findings")).extracting(each -> each.get("kind")).containsExactly("same-content");
        assertThat(independent(run)).isEqualTo(true);
    }

    @Test
    void silentChangeOfOneFunctionIsAnError() {
        String function = "CREATE OR REPLACE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT %d';";
        both("3_mine", function.formatted(3), "2_theirs", function.formatted(2));

        Run run = run("json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(finding(run, "same-object"))
                .containsEntry("severity", "error")
                .containsEntry("objects", List.of("function public.f()"));
        assertThat(list(run, "branches").get(0).get("differences")).asString().contains("public.f()");

        this.git.merge("main");
        assertThat(finding(run("json"), "same-object"))
                .as("after the merge somebody has seen both")
                .containsEntry("severity", "note");
    }

    @Test
    void lateMigrationWhoseOrderDecidesIsAnError() {
        both(
                "2_column",
                "ALTER TABLE public.employee ADD phone text;",
                "3_view",
                "CREATE VIEW public.v AS SELECT * FROM public.employee;");

        Run run = run("json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(finding(run, "order-decides").get("objects")).asString().contains("view public.v");
        assertThat(finding(run, "order-decides").get("ours")).asString().contains("2_column");
    }

    @Test
    void laterMigrationWhoseOrderDiffersIsANote() {
        both(
                "4_column",
                "ALTER TABLE public.employee ADD phone text;",
                "3_view",
                "CREATE VIEW public.v AS SELECT * FROM public.employee;");

        Run run = run("json");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(finding(run, "order-differs")).containsEntry("severity", "note");
        assertThat(independent(run)).isEqualTo(false);
    }

    @Test
    void brokenMainIsNotBlamedOnTheBranch() {
        both("3_mine", "CREATE TABLE public.mine (id int);", "2_theirs", "DROP TABLE public.nowhere;");

        Run run = run("json");

        assertThat(list(run, "findings")).isEmpty();
        assertThat(list(run, "untried").get(0).get("why")).asString().startsWith("main's own 2_theirs does not run: ");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void reportsTheMissingRightToCreateDatabases() {
        both("3_mine", "CREATE TABLE public.mine (id int);", "2_theirs", "CREATE TABLE public.theirs (id int);");
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " NOCREATEDB");

        Run run = run("json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(independent(run)).isNull();
        assertThat(list(run, "untried")).hasSize(1);
        assertThat(list(run, "untried").get(0).get("what")).isEqualTo("both orders");
    }

    @Test
    void pullRequestCommentShowsNamesVerbatim() {
        both(
                "2_a|b *c*",
                "ALTER TABLE public.employee ADD phone text;",
                "2_d `e`",
                "ALTER TABLE public.employee ADD address text;");

        Run run = run("markdown");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out())
                .startsWith("<!-- applied-set conflicts -->\n### Migrations: 1 error, 1 note\n")
                .contains("| | finding | here | main | objects |\n|---|---|---|---|---|\n")
                .contains("2\\_a\\|b \\*c\\*", "`db/migration/2_a\\|b *c*.up.sql`", "`db/migration/2_d 'e'.up.sql`")
                .contains("these branches are independent");
        assertThat(run.err()).startsWith("Scratch databases are made beside");
    }
}
