package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code conflicts} finds in real repositories, in each situation that two branches get into. No database. */
class BranchScenarioTests extends RepositoryTestSupport {

    private Run conflicts(String... options) {
        return conflictsIn(this.git, options);
    }

    private static Run conflictsIn(GitRepository git, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "--applied-set.command=conflicts",
                "--applied-set.folder=" + git.folder(),
                "--applied-set.format=json",
                "--applied-set.onto=main"));
        for (String option : options) {
            String name = "--applied-set." + option.substring(0, option.indexOf('=') + 1);
            words.removeIf(word -> word.startsWith(name));
            words.add("--applied-set." + option);
        }
        return CommandLine.run(Map.of(), words.toArray(String[]::new));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Run run, String member) {
        assertThat(run.json()).as(run.out() + run.err()).containsKey("migrators");
        return (List<Map<String, Object>>) run.migrator().get(member);
    }

    /** Each finding as kind, this branch's file and the other's. */
    private static List<String> findings(Run run) {
        return list(run, "findings").stream()
                .map(finding ->
                        finding.get("kind") + " " + label(finding.get("ours")) + " " + label(finding.get("theirs")))
                .toList();
    }

    private static String label(Object migration) {
        return migration instanceof Map<?, ?> map ? map.get("version") + "_" + map.get("name") : "-";
    }

    private static List<Object> untried(Run run) {
        return list(run, "untried").stream().map(each -> each.get("what")).toList();
    }

    @Test
    void nothingNewIsNoConflict() {
        this.git.branch("f");

        Run run = conflicts();

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(findings(run)).isEmpty();
    }

    @Test
    void sameNumberWithBothFilesAndTheObjects() {
        this.git.branch("f");
        column("3_add_phone", "phone").checkout("main");
        column("3_add_address", "address").checkout("f");

        Run run = conflicts("allow-untried=true");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(findings(run))
                .containsExactly("same-number 3_add_phone 3_add_address", "same-table 3_add_phone 3_add_address");
        assertThat(list(run, "findings").get(0))
                .containsEntry("severity", "error")
                .containsEntry("objects", List.of("address", "employee", "phone"));
        assertThat(untried(run)).containsExactly("both orders");
    }

    /** Also as a queue of merges builds it: each feature fits to main, and both together do not. */
    @Test
    void sameNumberOfTwoBranchesThatWereMergedIntoThisOne() {
        this.git.branch("address");
        column("3_address", "address").checkout("main");
        this.git.branch("phone");
        column("3_phone", "phone").checkout("address").branch("f").merge("phone");

        Run run = conflicts("allow-untried=true");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(findings(run)).containsExactly("same-number 3_phone -");
        assertThat(list(run, "findings").get(0))
                .containsEntry(
                        "text",
                        "This branch has version 3 twice: db/migration/3_address.up.sql and"
                                + " db/migration/3_phone.up.sql.");
    }

    @Test
    void untrackedFilesCount() {
        this.git.branch("f").writes("3_add_phone.up.sql", ADD.formatted("phone"));
        this.git.git("stash", "-q", "-u");
        this.git.checkout("main");
        column("3_add_address", "address").checkout("f");
        this.git.git("stash", "pop", "-q");

        assertThat(findings(conflicts())).contains("same-number 3_add_phone 3_add_address");
    }

    @Test
    void samePathWithTwoTexts() {
        this.git.branch("f");
        column("3_email", "mail").checkout("main");
        column("3_email", "email").checkout("f");

        assertThat(findings(conflicts())).contains("same-path 3_email 3_email");
    }

    @Test
    void sameStatementsInAnotherLayout() {
        this.git.branch("f");
        column("3_email", "email").checkout("main");
        this.git.adds(
                "3_email", "-- to write to people\n\nalter table public.employee\n  ADD email TEXT ;", "SELECT 1;");
        this.git.checkout("f");

        Run run = conflicts();

        assertThat(findings(run))
                .contains("same-statements 3_email 3_email")
                .noneMatch(each -> each.startsWith("same-path"));
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void lowerNumberComesLate() {
        this.git.branch("f");
        column("103_phone", "phone").checkout("main");
        column("104_address", "address").checkout("f");

        Run run = conflicts("allow-untried=true");

        assertThat(run.exitCode()).as("notes do not fail").isZero();
        assertThat(findings(run)).startsWith("late 103_phone 104_address");
        assertThat(conflicts("allow-untried=true", "fail-on=note").exitCode()).isEqualTo(2);
    }

    @Test
    void untriedChecksFailUnlessAllowed() {
        this.git.branch("f");
        column("5_phone", "phone").checkout("main");
        column("4_other", "other").checkout("f");

        assertThat(conflicts().exitCode()).isEqualTo(2);
        assertThat(conflicts("allow-untried=true").exitCode()).isZero();
    }

    @Test
    void sameContentUnderTwoNumbers() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        column("7_phone", "phone").checkout("f");

        assertThat(findings(conflicts())).containsExactly("same-content 3_phone 7_phone");
    }

    @Test
    void severalEqualContentsAreKept() {
        this.git.adds("2_nothing", "SELECT 1;", "SELECT 1;").branch("f");
        this.git.adds("3_nothing_again", "SELECT 1;", "SELECT 1;");

        assertThat(findings(conflicts())).containsExactly("twice 3_nothing_again 2_nothing");
    }

    @Test
    void squashedWithAReviewersEdit() {
        this.git.branch("f");
        this.git.adds("3_phone", "ALTER TABLE public.employee ADD phone text;", DROP.formatted("phone"));
        this.git
                .checkout("main")
                .adds("4_phone", "ALTER TABLE public.employee ADD phone varchar;", DROP.formatted("phone"));
        this.git.checkout("f");

        assertThat(findings(conflicts())).startsWith("resembles 3_phone 4_phone");
    }

    @Test
    void squashIsRecognizedWithoutACommonCommit() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        this.git.git("merge", "-q", "--squash", "f");
        this.git.commit("squashed").checkout("f");
        column("4_fax", "fax");

        Run run = conflicts();

        assertThat(findings(run)).isEmpty();
        assertThat(list(run, "branches").get(0).get("ours"))
                .asString()
                .contains("4_fax")
                .doesNotContain("phone");
    }

    @Test
    void mergedMigrationThatThisBranchEdits() {
        this.git.branch("f").writes("1_employee.up.sql", "CREATE TABLE public.employee (id bigint);");

        assertThat(findings(conflicts())).containsExactly("edited 1_employee 1_employee");
    }

    @Test
    void mergedMigrationThatThisBranchDeletes() {
        this.git.branch("f").deletes("1_employee");

        assertThat(findings(conflicts())).containsExactly("deleted - 1_employee");
    }

    @Test
    void mergedMigrationThatThisBranchRenames() {
        this.git.branch("f").renames("1_employee", "1_person");

        assertThat(findings(conflicts())).containsExactly("renamed 1_person 1_employee");
    }

    @Test
    void mergedMigrationThatThisBranchRenumbers() {
        this.git.branch("f").renames("1_employee", "9_employee");

        assertThat(findings(conflicts())).containsExactly("same-content 9_employee 1_employee");
    }

    @Test
    void sharedMigrationThatTheOtherBranchEdits() {
        this.git.branch("f").checkout("main").writes("1_employee.up.sql", "CREATE TABLE public.employee (id bigint);");
        this.git.commit("edited").checkout("f");

        assertThat(findings(conflicts())).containsExactly("edited-there 1_employee 1_employee");
    }

    @Test
    void inTheMiddleOfAConflictedMerge() {
        this.git.branch("f");
        column("2_email", "mail").checkout("main");
        column("2_email", "email").checkout("f").stops("merge", "main");

        Run run = conflicts();

        assertThat(run.migrator()).containsEntry("situation", "in the middle of a merge");
        assertThat(findings(run)).contains("same-path 2_email 2_email");
    }

    @Test
    void afterACleanMerge() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        column("3_address", "address").checkout("f").merge("main");

        Run run = conflicts();

        assertThat(findings(run)).contains("same-number 3_phone 3_address");
        assertThat(list(run, "branches").get(0).get("theirs")).asString().contains("3_address");
    }

    @Test
    void inTheMiddleOfARebase() {
        this.git.branch("f");
        column("2_email", "mail").checkout("main");
        column("2_email", "email").checkout("f").stops("rebase", "main");

        Run run = conflicts();

        assertThat(run.migrator()).containsEntry("situation", "in the middle of a rebase");
        assertThat(findings(run)).contains("same-path 2_email 2_email");
        assertThat(list(run, "branches").get(0)).containsEntry("name", "main");
    }

    @Test
    void rebaseThatDeletesWhatTheOtherBranchHas() {
        this.git.branch("f");
        this.git.adds(
                "2_email",
                "alter table employee add email text; -- a fairly long line of text",
                "alter table employee drop email;");
        this.git.renames("2_email", "3_email").checkout("main");
        this.git
                .adds("2_email", "create unique index e on employee(id);", "drop index e;")
                .checkout("f");
        this.git.stops("rebase", "main");
        this.git.writes("3_email.up.sql", "alter table employee add email text; -- a fairly long line of text");
        this.git.writes("3_email.down.sql", "alter table employee drop email;");
        this.git.git("checkout", "HEAD", "--", "db/migration/2_email.up.sql", "db/migration/2_email.down.sql");
        this.git.git("add", "db");
        this.git.git("rebase", "--continue");

        assertThat(this.git.files()).as("git says nothing").doesNotContain("2_email.up.sql");
        assertThat(findings(conflicts())).contains("deleted - 2_email");
    }

    @Test
    void inTheMiddleOfACherryPick() {
        this.git.branch("release");
        this.git
                .adds("2_hotfix", "CREATE INDEX h ON public.employee (id);", "DROP INDEX h;")
                .checkout("main");
        this.git.adds("2_hotfix", "CREATE INDEX other ON public.employee (id);", "DROP INDEX other;");
        this.git.stops("cherry-pick", "release");

        Run run = conflicts();

        assertThat(run.migrator()).containsEntry("situation", "in the middle of a cherry-pick");
        assertThat(findings(run)).contains("same-path 2_hotfix 2_hotfix");
        assertThat(list(run, "branches").get(0)).containsEntry("name", "HEAD");
    }

    @Test
    void pickedUnderAnotherNumberAndMergedBack() {
        this.git.branch("release");
        this.git
                .adds("104_hotfix", "CREATE INDEX h ON public.employee (id);", "DROP INDEX h;")
                .checkout("main");
        this.git.adds("104_other", "SELECT 1;", "SELECT 1;");
        this.git.git("cherry-pick", "release");
        this.git.renames("104_hotfix", "107_hotfix").branch("back").merge("release");

        Run run = conflicts();

        assertThat(this.git.files()).contains("104_hotfix.up.sql", "107_hotfix.up.sql");
        assertThat(findings(run)).containsExactly("same-content 104_hotfix 107_hotfix");
    }

    @Test
    void afterARevertOfWhatIsMerged() {
        column("2_phone", "phone").branch("f");
        this.git.git("revert", "--no-edit", "HEAD");

        assertThat(findings(conflicts())).containsExactly("deleted - 2_phone");
    }

    @Test
    void inTheMiddleOfARevert() {
        column("2_phone", "phone")
                .writes("2_phone.up.sql", ADD.formatted("telephone"))
                .commit("edited")
                .branch("f");
        this.git.stops("revert", "--no-edit", "HEAD~1");

        Run run = conflicts();

        assertThat(run.migrator()).containsEntry("situation", "in the middle of a revert");
        assertThat(findings(run)).containsExactly("deleted - 2_phone");
    }

    @Test
    void mergeThatWasRevertedOnMainTakesOursAway() {
        this.git.branch("f");
        column("2_a", "a").checkout("main");
        this.git.git("merge", "-q", "--no-ff", "-m", "merged", "f");
        this.git.git("revert", "-m", "1", "--no-edit", "HEAD");
        this.git.checkout("f");
        this.git
                .adds("3_b", "ALTER TABLE public.employee ALTER a SET NOT NULL;", "SELECT 1;")
                .merge("main");

        assertThat(this.git.files()).as("git says nothing").doesNotContain("2_a.up.sql");
        assertThat(findings(conflicts())).contains("taken-back - 2_a");
    }

    @Test
    void eachParentOfAnOctopus() {
        this.git.branch("one");
        column("2_one", "one").checkout("main").branch("two");
        column("3_two", "two").checkout("main").branch("f");
        column("3_mine", "mine");
        this.git.git("merge", "-q", "--no-commit", "one", "two");

        Run run = conflicts();

        assertThat(list(run, "branches"))
                .extracting(branch -> branch.get("name"))
                .containsExactly("one", "two");
        assertThat(findings(run)).contains("same-number 3_mine 3_two");
    }

    @Test
    void stackedOnAnotherBranch() {
        this.git.branch("parent");
        column("2_parent", "parent").branch("child");
        column("3_child", "child").checkout("main");
        column("2_main", "main_column").checkout("child");

        assertThat(findings(conflicts("onto=parent"))).isEmpty();
        assertThat(findings(conflicts("onto=main"))).contains("same-number 2_parent 2_main");
    }

    @Test
    void releasedHotfixKeepsItsNumber() {
        this.git.branch("release");
        column("104_hotfix", "hotfix");
        this.git.git("tag", "v1.2.1");
        this.git.checkout("main");
        column("110_other", "other").checkout("release");

        assertThat(findings(conflicts())).contains("keeps-number 104_hotfix 110_other");
    }

    @Test
    void inALinkedWorkTree() {
        this.git.branch("f");
        column("2_email", "mail").checkout("main");
        column("2_email", "email");
        this.git.git("worktree", "add", "-q", this.temp.resolve("linked").toString(), "f");
        GitRepository linked = new GitRepository(this.temp.resolve("linked")).stops("merge", "main");

        assertThat(conflictsIn(linked).migrator()).containsEntry("situation", "in the middle of a merge");
        assertThat(conflicts("onto=f").migrator()).containsEntry("situation", "");
    }

    @Test
    void shallowCloneSaysWhatItDoesNotKnow() {
        column("2_a", "a").branch("f");
        column("4_mine", "mine").checkout("main");
        column("4_theirs", "theirs");
        GitRepository shallow =
                this.git.cloned(this.temp.resolve("shallow"), "--depth=1", "--no-single-branch", "--branch=f");

        Run run = conflictsIn(shallow, "onto=origin/main");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(findings(run)).contains("same-number 4_mine 4_theirs");
        assertThat(untried(run)).contains("what this branch has deleted or edited", "the whole history");
    }

    @Test
    void sparseCheckoutDeletesNothing() {
        this.git.branch("f").writesAt("src/a.txt", "a").commit("a");
        this.git.git("sparse-checkout", "set", "--no-cone", "src");

        Run run = conflicts();

        assertThat(this.git.folder()).doesNotExist();
        assertThat(findings(run)).isEmpty();
        assertThat(untried(run)).containsExactly("changes on disk of 2 files");
    }

    @Test
    void linksAreNotSeen() throws IOException {
        this.git.branch("f");
        Files.createSymbolicLink(this.git.folder().resolve("3_link.up.sql"), Path.of("1_employee.up.sql"));
        this.git.commit("link");

        Run run = conflicts();

        assertThat(findings(run)).isEmpty();
        assertThat(untried(run)).contains("db/migration/3_link.up.sql");
    }

    @Test
    void mergeCommitOfABuildServer() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        column("3_address", "address");
        this.git.git("checkout", "-q", "--detach", "main");
        this.git.merge("--no-ff", "f");

        Run run = conflicts();

        assertThat(run.migrator()).containsEntry("situation", "on the merge commit of a build server");
        assertThat(findings(run)).contains("same-number 3_phone 3_address");
    }

    @Test
    void withoutGitFromThreeFolders() throws IOException {
        GitRepository base = new GitRepository(this.temp.resolve("base")).writes("1_a.up.sql", "SELECT 1;");
        GitRepository ours = new GitRepository(this.temp.resolve("ours"))
                .writes("1_a.up.sql", "SELECT 1;")
                .writes("2_b.up.sql", "SELECT 2;");
        GitRepository theirs = new GitRepository(this.temp.resolve("theirs"))
                .writes("1_a.up.sql", "SELECT 1;")
                .writes("2_c.up.sql", "SELECT 3;");

        Run run = conflicts("base=" + base.folder(), "ours=" + ours.folder(), "theirs=" + theirs.folder());

        assertThat(findings(run)).containsExactly("same-number 2_b 2_c");
    }

    @Test
    void reportsMissingGitAndFolders() {
        Run run = conflicts("folder=" + this.temp.resolve("nowhere"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error().get("description")).asString().startsWith("There is no git work tree around ");
        assertThat(run.error().get("action")).asString().contains("--applied-set.base=FOLDER");
    }

    @Test
    void withoutTheOtherBranchNothingIsKnown() {
        Run run = CommandLine.run(
                Map.of(),
                "--applied-set.command=conflicts",
                "--applied-set.folder=" + this.git.folder(),
                "--applied-set.format=json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(untried(run)).containsExactly("the comparison with the branch that this one will join");
        assertThat(conflicts("onto=nowhere").exitCode()).isEqualTo(1);
    }

    @Test
    void repeatableThatBothChangeAndOneThatIsGone() {
        this.git
                .writes("v.repeatable.sql", "SELECT 1;")
                .writes("w.repeatable.sql", "SELECT 1;")
                .commit("v");
        this.git.branch("f").writes("v.repeatable.sql", "SELECT 2;").commit("2").checkout("main");
        this.git.writes("v.repeatable.sql", "SELECT 3;").commit("3").checkout("f");
        this.git.git("rm", "-q", "db/migration/w.repeatable.sql");

        assertThat(findings(conflicts())).containsExactly("same-repeatable - -", "repeatable-gone - -");
    }

    /** It may read what the other branch has dropped. */
    @Test
    void repeatableOfThisBranchTakesATrial() {
        this.git.branch("f").writes("v.repeatable.sql", "SELECT 1;").commit("v");

        Run run = conflicts();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(untried(run)).containsExactly("both orders");
    }

    @Test
    void oddFileNamesAreReadAsTheyAre() {
        this.git.branch("f");
        this.git
                .adds("3_añb c\"d", ADD.formatted("phone"), DROP.formatted("phone"))
                .checkout("main");
        column("3_x", "x").checkout("f");

        assertThat(findings(conflicts())).contains("same-number 3_añb c\"d 3_x");
    }

    @Test
    void downFileThatBothChange() {
        column("2_a", "a").branch("f");
        this.git.writes("2_a.down.sql", "SELECT 'mine';").commit("mine").checkout("main");
        this.git.writes("2_a.down.sql", "SELECT 'theirs';").commit("theirs").checkout("f");

        Run run = conflicts();

        assertThat(findings(run)).containsExactly("same-down 2_a 2_a");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void downFileThatBothAddWithTheSameUpFile() {
        this.git.branch("f");
        this.git.adds("2_a", "SELECT 1;", "SELECT 'mine';").checkout("main");
        this.git.adds("2_a", "SELECT 1;", "SELECT 'theirs';").checkout("f").stops("merge", "main");

        assertThat(findings(conflicts())).containsExactly("same-down 2_a 2_a");
    }

    @Test
    void downFileThatOneBranchChangesOrDeletes() {
        column("2_a", "a");
        column("3_b", "b").branch("f");
        this.git.writes("2_a.down.sql", "SELECT 'mine';").commit("mine").checkout("main");
        this.git.git("rm", "-q", "db/migration/3_b.down.sql");
        this.git.commit("theirs").checkout("f");

        Run run = conflicts();

        assertThat(run.exitCode()).as("notes do not fail").isZero();
        assertThat(list(run, "findings"))
                .extracting(finding -> finding.get("severity") + ": " + finding.get("text"))
                .containsExactly(
                        "note: This branch changes the down file of 2_a, whose up file stays. Development databases keep"
                                + " the new one at their next start.",
                        "note: main deletes the down file of 3_b, whose up file stays. Development databases keep"
                                + " the new one at their next start.");
        this.git.merge("main");
        assertThat(findings(conflicts())).as("after the merge").containsExactly("down-changed 2_a 2_a");
    }

    @Test
    void twoDownFilesOfOneContentUnderTwoNumbers() {
        this.git.branch("f");
        this.git.adds("3_phone", ADD.formatted("phone"), "SELECT 'mine';").checkout("main");
        column("7_phone", "phone").checkout("f");

        assertThat(findings(conflicts()))
                .containsExactly("same-content 3_phone 7_phone", "down-changed 3_phone 7_phone");
    }

    private void snapshot(SchemaObject... objects) {
        SnapshotTree.at(this.git.folder().resolveSibling("snapshot")).save(Schema.of(17, List.of(objects)));
    }

    private static final ObjectId PUBLIC = ObjectId.of(ObjectKind.SCHEMA, "public");
    private static final ObjectId TABLE = PUBLIC.part(ObjectKind.TABLE, "t");

    private static SchemaObject schema() {
        return new SchemaObject(PUBLIC, Map.of());
    }

    private static SchemaObject table(String... columns) {
        return new SchemaObject(TABLE, Map.of(Attribute.COLUMNS, new Items(List.of(columns))));
    }

    private static SchemaObject typed(String name, String type) {
        return new SchemaObject(TABLE.part(ObjectKind.COLUMN, name), Map.of(Attribute.TYPE, new Text(type)));
    }

    private static SchemaObject index(String column) {
        return new SchemaObject(
                TABLE.part(ObjectKind.INDEX, "i"),
                Map.of(
                        Attribute.DEFINITION,
                        new Text("CREATE INDEX i ON public.t USING btree (" + column + ")"),
                        Attribute.USES,
                        new Items(List.of("column public.t." + column))));
    }

    /** Both branches have a new migration each and the snapshots that are given. */
    private Run withSnapshots(Runnable base, Runnable ours, Runnable theirs) {
        base.run();
        this.git.commit("snapshot").branch("f");
        ours.run();
        this.git.adds("2_mine", "SELECT 1;", "SELECT 1;").checkout("main");
        theirs.run();
        this.git.adds("3_theirs", "SELECT 2;", "SELECT 2;").checkout("f");
        return conflicts();
    }

    @Test
    void snapshotsShowWhatBothChange() {
        Run run = withSnapshots(
                () -> snapshot(schema(), table("id", "zip"), typed("id", "integer"), typed("zip", "text")),
                () -> snapshot(
                        schema(),
                        table("id", "zip", "fax"),
                        typed("id", "integer"),
                        typed("zip", "integer"),
                        typed("fax", "text")),
                () -> snapshot(
                        schema(),
                        table("id", "zip", "fon"),
                        typed("id", "integer"),
                        typed("zip", "bigint"),
                        typed("fon", "text")));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(list(run, "findings"))
                .extracting(finding -> finding.get("kind") + " " + finding.get("objects"))
                .startsWith("same-object [column public.t.zip]");
        assertThat(untried(run)).as("only running shows the rest").containsExactly("both orders");
    }

    @Test
    void snapshotsShowADroppedObjectTheOtherUses() {
        Run run = withSnapshots(
                () -> snapshot(schema(), table("id", "zip"), typed("id", "integer"), typed("zip", "text")),
                () -> snapshot(schema(), table("id"), typed("id", "integer")),
                () -> snapshot(
                        schema(), table("id", "zip"), typed("id", "integer"), typed("zip", "text"), index("zip")));

        assertThat(list(run, "findings").get(0))
                .containsEntry("kind", "gone-and-used")
                .extractingByKey("text")
                .asString()
                .startsWith("No database can have both what this branch and what main creates: ")
                .contains("index public.t.i uses column public.t.zip, which is not in ");
    }

    @Test
    void snapshotsShowADroppedObjectTheOtherChanges() {
        Run run = withSnapshots(
                () -> snapshot(schema(), table("id", "zip"), typed("id", "integer"), typed("zip", "text")),
                () -> snapshot(schema()),
                () -> snapshot(
                        schema(),
                        table("id", "zip", "fax"),
                        typed("id", "integer"),
                        typed("zip", "bigint"),
                        typed("fax", "text")));

        assertThat(list(run, "findings"))
                .extracting(finding -> finding.get("text"))
                .contains("This branch drops column public.t.zip, which main changes.")
                .anyMatch(text ->
                        text.toString().contains("column public.t.fax belongs to table public.t, which is gone"));
    }

    @Test
    void missingOrBrokenSnapshotIsReported() throws IOException {
        Run missing = withSnapshots(
                () -> this.git.writesAt("readme", "x"),
                () -> snapshot(schema()),
                () -> snapshot(schema(), table("id"), typed("id", "integer")));
        assertThat(untried(missing)).containsExactly("both orders", "the snapshots of both branches");

        Files.writeString(this.git.folder().resolveSibling("snapshot").resolve("snapshot.json"), "<<<<<<<");
        assertThat(list(conflicts(), "untried").get(1).get("why")).asString().startsWith("not every tree has one");
        this.git.commit("broken").checkout("main").branch("g");
        Files.writeString(this.git.folder().resolveSibling("snapshot").resolve("snapshot.json"), "<<<<<<<");
        this.git.adds("4_mine", "SELECT 4;", "SELECT 4;").checkout("main");
        this.git.adds("5_theirs", "SELECT 5;", "SELECT 5;").checkout("g");
        assertThat(list(conflicts(), "untried").get(1).get("why")).asString().startsWith("one cannot be read: ");
    }

    @Test
    void crosswiseMergesHaveSeveralCommonAncestors() {
        this.git.branch("f");
        String mine = column("2_mine", "mine").git("rev-parse", "HEAD");
        this.git.checkout("main");
        String theirs = column("3_theirs", "theirs").git("rev-parse", "HEAD");
        this.git.merge("--no-ff", mine).checkout("f").merge("--no-ff", theirs);
        assertThat(this.git.git("merge-base", "--all", "f", "main").lines()).hasSize(2);
        column("4_phone", "phone").checkout("main");
        column("4_address", "address").checkout("f");

        Run run = conflicts();

        assertThat(findings(run))
                .startsWith("same-number 4_phone 4_address")
                .noneMatch(finding -> finding.contains("mine"));
        assertThat(list(run, "branches").get(0).get("ours")).asString().doesNotContain("2_mine");
    }

    @Test
    void historiesWithoutACommonAncestorAreNotWhollyKnown() {
        this.git.git("checkout", "-q", "--orphan", "f");
        this.git.commit("another beginning");
        column("2_mine", "mine").checkout("main");
        column("2_theirs", "theirs").checkout("f");

        Run run = conflicts("allow-untried=true");

        assertThat(findings(run)).contains("same-number 2_mine 2_theirs");
        assertThat(list(run, "untried").get(0))
                .containsEntry("what", "what this branch has deleted or edited")
                .extractingByKey("why")
                .asString()
                .startsWith("git has no common ancestor of it and main here");
    }

    @Test
    void filesOfASubmoduleAreNotSeen() {
        GitRepository other = new GitRepository(this.temp.resolve("other"));
        other.writes("3_inside.up.sql", "SELECT 1;").git("init", "-q", "-b", "main");
        other.commit("inside");
        this.git.branch("f");
        this.git.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                "file://" + other.root(),
                "db/migration/sub");
        this.git.commit("submodule").checkout("main");
        column("3_theirs", "theirs").checkout("f");
        this.git.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update");

        Run run = conflicts();

        assertThat(this.git.folder().resolve("sub/db/migration/3_inside.up.sql"))
                .exists();
        assertThat(findings(run)).isEmpty();
        assertThat(untried(run)).contains("db/migration/sub");
    }

    /** In the middle of a merge, too, where only trees are read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void locationInsideOfASubmoduleIsNotSeen(boolean merging) {
        GitRepository shared = new GitRepository(this.temp.resolve("shared"));
        shared.writesAt("src/db/shared/3_inside.up.sql", "SELECT 1;").git("init", "-q", "-b", "main");
        shared.commit("inside");
        this.git.git(
                "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "file://" + shared.root(), "shared");
        this.git.commit("submodule").branch("f");
        column("2_email", "mail").checkout("main");
        column("2_email", "email").checkout("f");
        if (merging) {
            this.git.stops("merge", "main");
        }

        Run run = CommandLine.run(
                Map.of(
                        "applied-set.locations",
                        "file:" + this.git.folder() + ",file:" + this.git.root().resolve("shared/src/db/shared")),
                "--applied-set.command=conflicts",
                "--applied-set.format=json",
                "--applied-set.onto=main");

        assertThat(findings(run)).contains("same-path 2_email 2_email").noneMatch(each -> each.contains("inside"));
        assertThat(untried(run)).contains("shared");
    }

    /** Leading zeros mean nothing, letters of a name do, and a time is a number as a counter is. */
    @Test
    void numbersOfOtherStylesAreComparedAsNumbers() {
        this.git.branch("f");
        column("007_Email", "mine");
        column("8_late", "late").checkout("main");
        column("7_email", "theirs");
        column("20240101000000_time", "time").checkout("f");

        assertThat(findings(conflicts())).contains("same-number 7_Email 7_email", "late 8_late 20240101000000_time");
    }

    /** Each has folders and numbers of its own. */
    @Test
    void migratorsAreIndependent() {
        this.git
                .branch("f")
                .writesAt("db/orders/2_mine.up.sql", "SELECT 1;")
                .commit("mine")
                .checkout("main");
        this.git
                .writesAt("db/stock/2_theirs.up.sql", "SELECT 2;")
                .commit("theirs")
                .checkout("f");

        Run run = CommandLine.run(
                Map.of(
                        "applied-set.migrators.orders.locations",
                                "file:" + this.git.root().resolve("db/orders"),
                        "applied-set.migrators.stock.locations",
                                "file:" + this.git.root().resolve("db/stock")),
                "--applied-set.command=conflicts",
                "--applied-set.onto=main",
                "--applied-set.allow-untried=true");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).doesNotContain("Both branches");
    }

    @Test
    void inTheMiddleOfAMergeIntoTheOtherBranch() {
        this.git.branch("f");
        column("2_email", "mail").checkout("main");
        column("2_email", "email").stops("merge", "f");

        Run run = conflicts();

        assertThat(run.migrator()).containsEntry("situation", "in the middle of a merge");
        assertThat(findings(run)).contains("same-path 2_email 2_email");
        assertThat(list(run, "branches").get(0)).containsEntry("name", "main");
    }

    @Test
    void sameStatementsUnderTwoNumbers() {
        this.git.branch("f");
        this.git.adds("3_phone", "alter table public.employee add phone text;", DROP.formatted("phone"));
        this.git.adds("4_fax", "alter table public.employee add fax text;", DROP.formatted("fax"));
        this.git.checkout("main");
        column("7_phone", "phone");
        column("8_add_fax", "fax").checkout("f");

        assertThat(findings(conflicts())).startsWith("same-statements 3_phone 7_phone", "resembles 4_fax 8_add_fax");
    }

    /** Two of theirs with the same statements: nobody knows which one it is. */
    @Test
    void sameStatementsOfSeveralFilesProveNothing() {
        this.git.branch("f");
        this.git.adds("3_again", "select 1;", "SELECT 1;").checkout("main");
        this.git.adds("7_once", "SELECT  1;", "SELECT 1;").adds("8_twice", "SELECT   1;", "SELECT 1;");
        this.git.checkout("f");

        assertThat(findings(conflicts())).startsWith("late 3_again 8_twice").noneMatch(each -> each.startsWith("same"));
    }

    @Test
    void partialCloneSaysWhatItLacks() {
        both("3_phone", "3_address");
        this.git.git("config", "uploadpack.allowFilter", "true");
        GitRepository partial = this.git.cloned(this.temp.resolve("partial"), "--filter=blob:none", "--branch=f");

        Run run = conflictsIn(partial, "onto=origin/main");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error().get("description"))
                .asString()
                .startsWith("git does not have the content of every file here, and nothing is fetched: ");
        assertThat(run.error().get("action")).asString().contains("git fetch --refetch --no-filter");
    }

    @Test
    void folderLoopIsReported() throws IOException {
        this.git.branch("f");
        Files.createSymbolicLink(this.git.folder().resolve("loop"), this.git.folder());

        Run run = conflicts();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.error().get("description")).asString().contains("cannot be read", "loop");
    }

    /** A wrong folder is no branch without conflicts. */
    @Test
    void missingFolderIsReported() {
        both("3_phone", "3_address");

        Run run = conflicts("folder=" + this.git.root().resolve("db/migrations"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(untried(run)).containsExactly("the migrations in db/migrations");
    }

    /** As in a container without a locale: another name would look like a renamed file. */
    @Test
    void nameUnsupportedByTheLocaleIsReported() throws Exception {
        column("3_gr\u00f6\u00dfe", "size").branch("f");
        ChildJvm child = ChildJvm.start(
                ResolveProcess.class,
                Map.of("LC_ALL", "C"),
                "--applied-set.command=conflicts",
                "--applied-set.onto=main",
                "--applied-set.folder=" + this.git.folder());

        try (child) {
            assertThat(child.awaitExit()).as(child.output()).isEqualTo(1);
            assertThat(child.output().replaceAll("\\s+", " "))
                    .contains("cannot be read or written in the locale of this process", "LC_ALL=C.UTF-8");
        }
    }
}
