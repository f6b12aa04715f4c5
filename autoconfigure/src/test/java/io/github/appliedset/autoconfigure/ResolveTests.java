package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Operator;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code resolve} does to real repositories. No database. */
class ResolveTests extends RepositoryTestSupport {

    private Run resolve(String... options) {
        return resolve(new Operator(false, ""), options);
    }

    private Run resolve(Operator operator, String... options) {
        List<String> words = new ArrayList<>(List.of("--applied-set.command=resolve"));
        if (List.of(options).stream().noneMatch(option -> option.startsWith("onto="))) {
            words.add("--applied-set.onto=main");
        }
        if (List.of(options).stream().noneMatch(option -> option.startsWith("ours=") || option.startsWith("folder="))) {
            words.add("--applied-set.folder=" + this.git.folder());
        }
        for (String option : options) {
            words.add("--applied-set." + option);
        }
        return CommandLine.run(Set.of(), operator, Map.of(), words.toArray(String[]::new));
    }

    private Run settled(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("yes=true");
        Run run = resolve(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run;
    }

    private void refused(Run run, String reason) {
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.err().replaceAll("\\s+", " ")).contains("Nothing was written.", reason);
    }

    @Test
    void afterAMergeOursGetsTheNextNumber() {
        both("3_phone", "3_address");
        this.git.merge("main");
        String head = this.git.git("rev-parse", "HEAD");

        Run run = settled();

        assertThat(run.out())
                .contains(
                        "  3_phone becomes 4_phone\n",
                        "  + db/migration/4_phone.up.sql\n",
                        "  - db/migration/3_phone.up.sql\n")
                .contains("--applied-set.version=3 --applied-set.to=4\n");
        assertThat(this.git.files())
                .containsExactly(
                        "1_employee.down.sql",
                        "1_employee.up.sql",
                        "3_address.down.sql",
                        "3_address.up.sql",
                        "4_phone.down.sql",
                        "4_phone.up.sql");
        assertThat(this.git.read("4_phone.down.sql")).isEqualTo(DROP.formatted("mine"));
        assertThat(this.git.git("rev-parse", "HEAD")).as("nothing is committed").isEqualTo(head);
        assertThat(this.git.git("diff", "--name-only"))
                .as("everything is staged")
                .isEmpty();
        assertThat(this.git.git("status", "--porcelain"))
                .contains("4_phone.up.sql")
                .doesNotContain("??");
        assertThat(settled().out()).isEqualTo("There is nothing to settle.\n");
    }

    @Test
    void beforeAMergeSoThatItHasNoConflict() {
        both("3_email", "3_email");

        settled("same-path=two");
        this.git.commit("renumbered").merge("main");

        assertThat(this.git.read("3_email.up.sql")).isEqualTo(ADD.formatted("theirs"));
        assertThat(this.git.read("4_email.up.sql")).isEqualTo(ADD.formatted("mine"));
    }

    @Test
    void conflictedMergeOfTwoMigrations() {
        both("2_email", "2_email");
        this.git.stops("merge", "main");

        settled("same-path=two");

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("2_email.up.sql")).isEqualTo(ADD.formatted("theirs"));
        assertThat(this.git.read("2_email.down.sql")).isEqualTo(DROP.formatted("theirs"));
        assertThat(this.git.read("3_email.up.sql")).isEqualTo(ADD.formatted("mine"));
        assertThat(this.git.read("3_email.down.sql")).isEqualTo(DROP.formatted("mine"));
        this.git.git("commit", "-q", "--no-edit");
    }

    @Test
    void conflictWithTheSameDownFile() {
        this.git.branch("f");
        this.git.adds("2_email", "SELECT 1;", DROP.formatted("email")).checkout("main");
        this.git.adds("2_email", "SELECT 2;", DROP.formatted("email")).checkout("f");
        this.git.stops("merge", "main");

        settled("same-path=two");

        assertThat(this.git.read("2_email.up.sql")).isEqualTo("SELECT 2;");
        assertThat(this.git.read("3_email.up.sql")).isEqualTo("SELECT 1;");
        assertThat(this.git.read("2_email.down.sql")).isEqualTo(this.git.read("3_email.down.sql"));
    }

    @Test
    void downFileOfTheOtherBranchAloneStaysTheirs() {
        this.git.branch("f");
        this.git.writes("2_email.up.sql", "SELECT 1;").commit("2_email").checkout("main");
        this.git.adds("2_email", "SELECT 2;", "SELECT 'theirs';").checkout("f");
        this.git.stops("merge", "main");

        settled("same-path=two");

        assertThat(this.git.read("2_email.down.sql")).isEqualTo("SELECT 'theirs';");
        assertThat(this.git.read("3_email.up.sql")).isEqualTo("SELECT 1;");
        assertThat(this.git.files()).doesNotContain("3_email.down.sql");
    }

    @Test
    void conflictedMergeOfOneMigrationThatWasEdited() {
        both("2_email", "2_email");
        this.git.stops("merge", "main");

        settled("same-path=one");

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.files()).doesNotContain("3_email.up.sql");
        assertThat(this.git.read("2_email.up.sql")).isEqualTo(ADD.formatted("theirs"));
    }

    @Test
    void twoTextsNeedAnAnswer() {
        both("2_email", "2_email");
        this.git.stops("merge", "main");
        String before = this.git.git("status", "--porcelain");

        refused(resolve("yes=true"), "--applied-set.same-path=two");
        assertThat(this.git.git("status", "--porcelain")).isEqualTo(before);

        Run declined = resolve(new Operator(true, "perhaps"));
        assertThat(declined.exitCode()).isEqualTo(1);
        assertThat(declined.out()).contains("Two migrations, or one that was edited? [two/one] ");
        assertThat(this.git.git("status", "--porcelain")).isEqualTo(before);
    }

    /** One may be an edit, and another one a second migration. */
    @Test
    void eachOfSeveralTakesItsOwnAnswer() {
        this.git.branch("f");
        column("2_email", "mine");
        column("3_phone", "mine").checkout("main");
        column("2_email", "theirs");
        column("3_phone", "theirs").checkout("f").stops("merge", "main");

        refused(resolve("yes=true"), "For each by itself: --applied-set.same-path=2:two,3:two.");
        Run unanswered = resolve("yes=true", "same-path=2:two");
        refused(unanswered, "Both branches add 3_phone, with two texts.");
        assertThat(unanswered.err()).doesNotContain("2_email, with two texts");
        assertThat(resolve("yes=true", "same-path=2:both").exitCode()).isEqualTo(64);
        Run asked = resolve(new Operator(true, "one"));
        assertThat(asked.exitCode()).as("one is no yes to the plan").isEqualTo(1);
        assertThat(asked.out().split("Two migrations, or one that was edited\\?", -1))
                .hasSize(3);
        settled("same-path=2:two,3:one");

        assertThat(this.git.read("2_email.up.sql")).isEqualTo(ADD.formatted("theirs"));
        assertThat(this.git.read("3_phone.up.sql")).isEqualTo(ADD.formatted("theirs"));
        assertThat(this.git.read("4_email.up.sql")).isEqualTo(ADD.formatted("mine"));
        assertThat(this.git.files()).doesNotContain("4_phone.up.sql", "5_phone.up.sql");
    }

    @Test
    void planIsShownAndAskedForOnce() {
        both("3_phone", "3_address");

        refused(resolve(), "3_phone becomes 4_phone");
        Run dry = resolve("dry-run=true");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains("3_phone becomes 4_phone").endsWith("Nothing was written: this is a dry run.\n");
        assertThat(resolve(new Operator(true, "no")).exitCode()).isEqualTo(1);
        assertThat(this.git.git("status", "--porcelain")).isEmpty();

        Run agreed = resolve(new Operator(true, "yes"));
        assertThat(agreed.exitCode()).isZero();
        assertThat(agreed.out()).containsOnlyOnce("[yes/no]").containsOnlyOnce("becomes 4_phone");
        assertThat(this.git.files()).contains("4_phone.up.sql");
    }

    @Test
    void conflictedRebaseAndWhatItDeletes() {
        this.git.branch("f");
        this.git.adds("2_email", "SELECT 'mine, a fairly long line of text';", "SELECT 'down';");
        this.git.renames("2_email", "3_email").checkout("main");
        this.git
                .adds("2_email", "SELECT 'theirs';", "SELECT 'down';")
                .checkout("f")
                .stops("rebase", "main");

        settled("same-path=two");
        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("2_email.up.sql")).isEqualTo("SELECT 'theirs';");
        assertThat(this.git.read("3_email.up.sql")).startsWith("SELECT 'mine");

        this.git.git("rebase", "--continue");
        assertThat(this.git.files()).as("git has deleted it, silently").doesNotContain("2_email.up.sql");

        assertThat(settled().out()).contains("2_email is restored as on main");
        assertThat(this.git.read("2_email.up.sql")).isEqualTo("SELECT 'theirs';");
        assertThat(this.git.git("diff", "--cached", "--diff-filter=D", "--name-only", "main"))
                .isEmpty();
    }

    @Test
    void pickedMigrationGetsTheNextNumber() {
        this.git.branch("release");
        column("2_hotfix", "hotfix").checkout("main");
        this.git.adds("2_hotfix", "SELECT 2;", "SELECT 2;").stops("cherry-pick", "release");

        settled("same-path=two");

        assertThat(this.git.read("2_hotfix.up.sql")).isEqualTo("SELECT 2;");
        assertThat(this.git.read("3_hotfix.up.sql")).isEqualTo(ADD.formatted("hotfix"));
        this.git.git("cherry-pick", "--continue");
    }

    /** As in a merge: the text that the tool has asked for is this branch's. */
    @ParameterizedTest
    @CsvSource({"cherry-pick, false", "cherry-pick, true", "rebase, false", "rebase, true"})
    void textWrittenAtAStopIsKept(String command, boolean staged) {
        this.git.branch("release");
        column("2_hotfix", "hotfix").checkout("main");
        this.git.adds("2_hotfix", "SELECT 2;", "SELECT 2;");
        if (command.equals("rebase")) {
            this.git.checkout("release").stops("rebase", "main");
        } else {
            this.git.stops("cherry-pick", "release");
        }
        this.git.writes("2_hotfix.up.sql", "SELECT 3;");
        if (staged) {
            this.git.git("add", "db/migration/2_hotfix.up.sql");
        }

        refused(resolve("yes=true", "same-path=one"), "2_hotfix.up.sql was edited after git stopped");
        settled("same-path=two");

        assertThat(this.git.read("2_hotfix.up.sql")).isEqualTo("SELECT 2;");
        assertThat(this.git.read("3_hotfix.up.sql")).isEqualTo("SELECT 3;");
        assertThat(this.git.read("3_hotfix.down.sql")).isEqualTo(DROP.formatted("hotfix"));
        this.git.git(command, "--continue");
    }

    @Test
    void renumbersOneOfTwoMergedMigrations() {
        mergedFeatures();

        assertThat(settled().out()).contains("  3_phone becomes 4_phone\n");
        assertThat(this.git.files()).contains("3_address.up.sql", "4_phone.up.sql");
    }

    /** Whichever of both comes first. */
    @ParameterizedTest
    @CsvSource({"address, 4_phone", "phone, 4_address"})
    void releasedOneOfTwoKeepsItsNumber(String released, String renumbered) {
        mergedFeatures();
        this.git.git("tag", "v1", released);

        settled();

        assertThat(this.git.files()).contains("3_" + released + ".up.sql", renumbered + ".up.sql");
    }

    /** Two features in one branch, which both have added a version 3. */
    private void mergedFeatures() {
        this.git.branch("address");
        column("3_address", "address").checkout("main");
        this.git.branch("phone");
        column("3_phone", "phone").checkout("address").branch("f").merge("phone");
    }

    /** Git before 2.25 reads no paths from its input. */
    @Test
    void olderGitStagesAsWell() throws Exception {
        both("3_phone", "3_address");
        Path git = Files.createDirectories(this.temp.resolve("bin")).resolve("git");
        Files.writeString(
                git,
                "#!/bin/sh\nfor word; do case \"$word\" in --pathspec*) exit 129;; esac; done\n"
                        + "PATH=\"$LATER\" exec git \"$@\"\n");
        assertThat(git.toFile().setExecutable(true)).isTrue();
        ChildJvm child = ChildJvm.start(
                ResolveProcess.class,
                Map.of("PATH", git.getParent() + ":" + System.getenv("PATH"), "LATER", System.getenv("PATH")),
                "--applied-set.command=resolve",
                "--applied-set.onto=main",
                "--applied-set.yes=true",
                "--applied-set.folder=" + this.git.folder());

        try (child) {
            assertThat(child.awaitExit()).as(child.output()).isZero();
        }
        assertThat(this.git.git("status", "--porcelain"))
                .contains("R  db/migration/3_phone.up.sql -> db/migration/4_phone.up.sql");
    }

    @Test
    void squashedMergeWithAConflict() {
        both("2_email", "2_email");
        this.git.stops("merge", "--squash", "main");

        settled("same-path=two");

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("3_email.up.sql")).isEqualTo(ADD.formatted("mine"));
    }

    @Test
    void stashThatConflictsIsRefused() {
        this.git.branch("f").writes("1_employee.up.sql", "SELECT 'stashed';");
        this.git.git("stash", "-q");
        this.git.writes("1_employee.up.sql", "SELECT 'other';").commit("other").stops("stash", "pop");

        refused(resolve("yes=true"), "a stash was put back");
    }

    @Test
    void severalParentsAreRefused() {
        this.git.branch("one");
        column("2_one", "one").checkout("main").branch("two");
        column("3_two", "two").checkout("main").branch("f");
        column("3_mine", "mine");
        this.git.git("merge", "-q", "--no-commit", "one", "two");

        refused(resolve("yes=true"), "Settle them one at a time");
    }

    @Test
    void widthAndOrderStay() {
        this.git.branch("f");
        column("003_a", "a");
        column("004_b", "b").checkout("main");
        column("003_c", "c").checkout("f").merge("main");

        settled();

        assertThat(this.git.files())
                .contains("003_c.up.sql", "005_a.up.sql", "006_b.up.sql")
                .doesNotContain("004_b.up.sql");
    }

    @Test
    void changesOnlyWhatIsNecessary() {
        this.git.branch("f");
        column("3_a", "a");
        column("10_b", "b").checkout("main");
        column("3_c", "c").checkout("f");

        settled();

        assertThat(this.git.files()).contains("4_a.up.sql", "10_b.up.sql");
    }

    @Test
    void timesStayTimes() {
        both("20240101000000_a", "20240101000000_b");

        settled();

        assertThat(this.git.files())
                .anyMatch(file -> file.matches("20[2-9]\\d{11}_a\\.up\\.sql") && !file.startsWith("20240101"));
    }

    @Test
    void sameContentKeepsTheirNumber() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        column("7_phone", "phone").checkout("f").merge("main");

        settled();

        assertThat(this.git.files()).contains("7_phone.up.sql").doesNotContain("3_phone.up.sql", "3_phone.down.sql");
    }

    @Test
    void mergedMigrationsComeBackAsTheyWere() {
        column("2_a", "a");
        column("3_b", "b");
        column("4_c", "c").branch("f");
        this.git.writes("2_a.up.sql", "SELECT 'edited';").renames("4_c", "9_c").deletes("3_b");

        settled();

        assertThat(this.git.git("diff", "--cached", "--name-only", "main")).isEmpty();
        assertThat(this.git.files()).doesNotContain("9_c.up.sql");
    }

    @Test
    void releasedVersionIsNeverRenumbered() {
        both("104_hotfix", "104_other");
        this.git.git("tag", "v1.2.1");

        refused(resolve("yes=true"), "104_hotfix has been released or merged, so it keeps its number");
        assertThat(this.git.git("status", "--porcelain")).isEmpty();
    }

    /** Only production has the row, whatever folder its file is in by now. */
    @ParameterizedTest
    @ValueSource(strings = {"app/db/migration", "db/migration/2026"})
    void releasedVersionKeepsItsNumberInAnotherFolder(String folder) {
        this.git.branch("release");
        column("104_hotfix", "hotfix");
        this.git.git("tag", "-a", "-m", "released", "v1.2.1");
        this.git.checkout("main").writesAt(folder + "/1_employee.up.sql", this.git.read("1_employee.up.sql") + "\n");
        this.git.deletes("1_employee").branch("f");
        this.git
                .writesAt(folder + "/104_hotfix.up.sql", ADD.formatted("hotfix") + "\n")
                .commit("picked");
        this.git
                .checkout("main")
                .writesAt(folder + "/104_other.up.sql", "SELECT 1;")
                .commit("other");
        this.git.checkout("f");

        refused(
                resolve("yes=true", "folder=" + this.git.root().resolve(folder)),
                "104_hotfix has been released or merged, so it keeps its number");
    }

    @Test
    void releasedFileOfAnotherModuleIsNotMeant() {
        this.git
                .writesAt("orders/104_hotfix.up.sql", ADD.formatted("mine") + "\n")
                .commit("orders");
        this.git.git("tag", "v1.2.1");
        both("104_hotfix", "104_other");

        assertThat(settled().out()).contains("104_hotfix becomes 105_hotfix");
    }

    @Test
    void protectedRefsCanBeNamed() {
        both("104_hotfix", "104_other");
        this.git.git("branch", "release/1");

        refused(resolve("yes=true", "branches.protected-refs=release/*"), "104_hotfix has been released");
        assertThat(resolve("dry-run=true").exitCode()).isZero();
    }

    @Test
    void leavesUnseenFilesUntouched() throws IOException {
        both("3_phone", "3_address");
        Files.createSymbolicLink(this.git.folder().resolve("9_link.up.sql"), Path.of("1_employee.up.sql"));

        refused(resolve("yes=true"), "Not known: db/migration/9_link.up.sql");
    }

    @Test
    void leavesLinkedFoldersUntouched() throws IOException {
        Path outside = Files.createDirectory(this.temp.resolve("outside"));
        Files.writeString(outside.resolve("3_phone.up.sql"), "SELECT 1;");
        this.git.branch("f");
        Files.createSymbolicLink(this.git.folder().resolve("linked"), outside);
        this.git.commit("link").checkout("main");
        column("3_address", "theirs").checkout("f").merge("main");

        refused(resolve("yes=true"), "Not known: db/migration/linked,");
        assertThat(outside.resolve("3_phone.up.sql")).exists();
    }

    @Test
    void detachedMergeDoesNotCountAsABuildMerge() {
        both("3_phone", "3_address");
        this.git.merge("main");
        this.git.git("checkout", "-q", "--detach", "f");

        assertThat(settled().out()).contains("  3_phone becomes 4_phone\n");
        assertThat(this.git.files()).contains("3_address.up.sql", "4_phone.up.sql");
    }

    @Test
    void mergeCommitOfABuildServerIsRefused() {
        both("3_phone", "3_address");
        this.git.git("checkout", "-q", "--detach", "main");
        this.git.merge("--no-ff", "f");

        refused(resolve("yes=true"), "HEAD is a merge commit as a build server makes it");
    }

    @Test
    void leavesAndReportsAConflictOfDownFilesAlone() {
        this.git.branch("f");
        this.git.adds("2_a", "SELECT 1;", "SELECT 'mine';").checkout("main");
        this.git.adds("2_a", "SELECT 1;", "SELECT 'theirs';").checkout("f").stops("merge", "main");

        Run run = resolve("yes=true");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("Conflicts that this command does not settle:\n  db/migration/2_a.down.sql\n")
                .doesNotContain("nothing to settle");
    }

    @Test
    void downFileThatOnlyThisBranchHasIsKept() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        this.git.writes("7_phone.up.sql", ADD.formatted("phone")).commit("7_phone");
        this.git.checkout("f").merge("main");

        assertThat(settled().out()).contains("7_phone has no down file on main, and gets ours\n");

        assertThat(this.git.read("7_phone.down.sql")).isEqualTo(DROP.formatted("phone"));
        assertThat(this.git.files()).doesNotContain("3_phone.down.sql");
    }

    @Test
    void otherDownTextUnderOneContentIsNamed() {
        this.git.branch("f");
        this.git.adds("3_phone", ADD.formatted("phone"), "SELECT 'mine';").checkout("main");
        column("7_phone", "phone").checkout("f").merge("main");

        assertThat(settled().out().replaceAll("\\s+", " "))
                .contains("db/migration/3_phone.down.sql goes, and db/migration/7_phone.down.sql has a different text");
        assertThat(this.git.read("7_phone.down.sql")).isEqualTo(DROP.formatted("phone"));
    }

    @Test
    void folderThatTheOtherBranchHasMoved() {
        this.git.branch("f");
        column("2_mine", "mine").checkout("main");
        this.git.git("mv", "db/migration", "db/changes");
        this.git.commit("moved").checkout("f");

        assertThat(settled().out()).contains("2_mine moves to db/changes\n");
        assertThat(this.git.root().resolve("db/changes/2_mine.up.sql")).exists();
        assertThat(this.git.root().resolve("db/migration/2_mine.up.sql")).doesNotExist();
    }

    @Test
    void directivesThatNameAVersionFollow() {
        GitRepository base = new GitRepository(this.temp.resolve("base")).writes("1_a.up.sql", "SELECT 1;");
        GitRepository ours = new GitRepository(this.temp.resolve("ours"))
                .writes("1_a.up.sql", "SELECT 1;")
                .writes("2_fill.up.sql", "SELECT 2;")
                .writes("3_then.up.sql", "-- applied-set: after=1_a, 2_fill\nSELECT '2_fill';");
        GitRepository theirs = new GitRepository(this.temp.resolve("theirs"))
                .writes("1_a.up.sql", "SELECT 1;")
                .writes("2_other.up.sql", "SELECT 3;");

        Run run = settled("base=" + base.folder(), "ours=" + ours.folder(), "theirs=" + theirs.folder());

        assertThat(run.out())
                .contains("3_then.up.sql names a number that changes, and is changed with it", "nothing is staged")
                .doesNotContain("all changes are staged");
        assertThat(ours.files()).containsExactly("1_a.up.sql", "4_fill.up.sql", "5_then.up.sql");
        assertThat(ours.read("5_then.up.sql")).isEqualTo("-- applied-set: after=1_a, 4_fill\nSELECT '2_fill';");
    }

    /** The other branch has it under another number. */
    @Test
    void directiveThatNamesAMigrationThatGoesFollows() {
        this.git.branch("f");
        column("2_fill", "fill").adds("3_then", "-- applied-set: after=2_fill\nSELECT 3;", "SELECT 1;");
        this.git.checkout("main");
        column("4_fill", "fill").checkout("f");

        assertThat(settled().out()).contains("3_then.up.sql names a number that changes, and is changed with it");

        assertThat(this.git.files()).contains("4_fill.up.sql").doesNotContain("2_fill.up.sql");
        assertThat(this.git.read("3_then.up.sql")).isEqualTo("-- applied-set: after=4_fill\nSELECT 3;");
    }

    @Test
    void leavesAndReportsDownFilesChangedOnBothBranches() {
        column("2_a", "a").branch("f");
        this.git.writes("2_a.down.sql", "SELECT 'mine';").commit("mine").checkout("main");
        this.git.writes("2_a.down.sql", "SELECT 'theirs';").commit("theirs").checkout("f");

        Run run = resolve("yes=true");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("Left to you: Both branches change the down file of 2_a, in different ways");
        assertThat(this.git.git("status", "--porcelain")).isEmpty();
    }

    /** A run that could not stage has changed files, and has left its journal. */
    private void stopped() throws IOException {
        both("2_email", "2_email");
        this.git.stops("merge", "main");
        Path lock = Files.createFile(this.git.root().resolve(".git/index.lock"));
        refused("index.lock", resolve("yes=true", "same-path=two"));
        Files.delete(lock);
        assertThat(this.git.root().resolve(".git/applied-set-resolve")).exists();
    }

    private static void refused(String message, Run run) {
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.err()).contains(message);
    }

    @Test
    void filesOfAStoppedRunAreFinishedWithoutASecondAnswer() throws IOException {
        stopped();

        Run dry = resolve("dry-run=true");
        assertThat(dry.out()).contains("A run that was stopped is not finished.", "4 files");
        Run next = resolve();

        assertThat(next.exitCode()).as(next.out() + next.err()).isZero();
        assertThat(next.out()).contains("Finished the files of a run that was stopped: 4 files.");
        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("3_email.up.sql")).isEqualTo(ADD.formatted("mine"));
        assertThat(this.git.root().resolve(".git/applied-set-resolve")).doesNotExist();
    }

    @Test
    void reportsADroppedPlanOfAStoppedRun() throws IOException {
        stopped();
        this.git.git("merge", "--abort");

        assertThat(resolve("dry-run=true", "same-path=two").out().replaceAll("\\s+", " "))
                .contains("A run that was stopped is not finished, because the repository has moved on since. It was");
        Run next = resolve("yes=true", "same-path=two");

        assertThat(next.exitCode()).as(next.out() + next.err()).isZero();
        assertThat(next.out().replaceAll("\\s+", " "))
                .contains("because the repository has moved on since. Its plan is dropped. It was about 4 files")
                .contains("db/migration/3_email.up.sql");
        assertThat(this.git.root().resolve(".git/applied-set-resolve")).doesNotExist();
    }

    @Test
    void oneMigrationThatAReviewRenumberedAndEditedTakesAnAnswer() {
        this.git.branch("f");
        this.git
                .adds("3_phone", "ALTER TABLE public.employee ADD phone text;", "SELECT 1;")
                .checkout("main");
        this.git
                .adds("4_phone", "ALTER TABLE public.employee ADD phone varchar;", "SELECT 1;")
                .checkout("f");

        refused(resolve("yes=true"), "3_phone resembles main's 4_phone");
        assertThat(settled("same-path=two").out()).isEqualTo("There is nothing to settle.\n");
        settled("same-path=one");

        assertThat(this.git.files()).containsExactly("1_employee.down.sql", "1_employee.up.sql");
        this.git.commit("what a review has made of it").merge("main");
        assertThat(this.git.files()).contains("4_phone.up.sql").doesNotContain("3_phone.up.sql");
    }

    /** A merged migration is not edited, whoever did it first. */
    @Test
    void editOfBothTakesTheOtherBranchsText() {
        this.git
                .branch("f")
                .writes("1_employee.up.sql", "SELECT 'mine';")
                .commit("mine")
                .checkout("main");
        this.git
                .writes("1_employee.up.sql", "SELECT 'theirs';")
                .commit("theirs")
                .checkout("f");
        this.git.stops("merge", "main");

        settled();

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("1_employee.up.sql")).isEqualTo("SELECT 'theirs';");
    }

    @Test
    void stackedBranchLeavesItsParentAlone() {
        this.git.branch("parent");
        column("2_parent", "parent").branch("child");
        column("3_child", "child");
        column("4_child", "second").checkout("parent");
        column("3_parent", "later").checkout("child").merge("parent");

        settled("onto=parent");

        assertThat(this.git.files())
                .contains("2_parent.up.sql", "3_parent.up.sql", "5_child.up.sql", "6_child.up.sql")
                .doesNotContain("3_child.up.sql", "4_child.up.sql");
        assertThat(this.git.read("5_child.up.sql")).isEqualTo(ADD.formatted("child"));
        assertThat(this.git.read("6_child.up.sql")).isEqualTo(ADD.formatted("second"));
    }

    @Test
    void revertInProgressIsRefused() {
        column("2_phone", "phone")
                .writes("2_phone.up.sql", ADD.formatted("telephone"))
                .commit("edited")
                .branch("f")
                .stops("revert", "--no-edit", "HEAD~1");

        refused(resolve("yes=true"), "git is in the middle of a revert");
    }

    @Test
    void crosswiseMergesAreSettledAsUsual() {
        this.git.branch("f");
        String mine = column("2_mine", "mine").git("rev-parse", "HEAD");
        this.git.checkout("main");
        String theirs = column("3_theirs", "theirs").git("rev-parse", "HEAD");
        this.git.merge("--no-ff", mine).checkout("f").merge("--no-ff", theirs);
        column("4_phone", "phone").checkout("main");
        column("4_address", "address").checkout("f");

        settled();

        assertThat(this.git.files())
                .contains("2_mine.up.sql", "3_theirs.up.sql", "5_phone.up.sql")
                .doesNotContain("4_phone.up.sql");
    }

    /** Its state, and so its journal, is that of the linked work tree. */
    @Test
    void linkedWorkTreeIsSettledByItself() throws IOException {
        both("2_email", "2_email");
        this.git.checkout("main");
        this.git.git("worktree", "add", "-q", this.temp.resolve("linked").toString(), "f");
        GitRepository main = this.git;
        this.git = new GitRepository(this.temp.resolve("linked")).stops("merge", "main");
        Path state = main.root().resolve(".git/worktrees/linked");
        Path lock = Files.createFile(state.resolve("index.lock"));
        refused("index.lock", resolve("yes=true", "same-path=two"));
        Files.delete(lock);
        assertThat(state.resolve("applied-set-resolve")).exists();
        assertThat(main.root().resolve(".git/applied-set-resolve")).doesNotExist();

        settled();

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("3_email.up.sql")).isEqualTo(ADD.formatted("mine"));
        assertThat(main.git("status", "--porcelain")).isEmpty();
        assertThat(main.files()).doesNotContain("3_email.up.sql");
    }

    @Test
    void refusesToSettleInAShallowClone() {
        both("2_mine", "2_theirs");
        this.git = this.git.cloned(this.temp.resolve("shallow"), "--depth=1", "--no-single-branch", "--branch=f");

        refused(resolve("yes=true", "onto=origin/main"), "git fetch --unshallow");
        assertThat(this.git.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void doesNotSettleFilesOutsideASparseCheckout() {
        both("2_mine", "2_theirs");
        this.git.writesAt("src/a.txt", "a").commit("a");
        this.git.git("sparse-checkout", "set", "--no-cone", "src");

        refused(resolve("yes=true"), "a sparse checkout leaves them out");
        assertThat(this.git.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void historiesWithoutACommonAncestorAreNotSettled() {
        this.git.git("checkout", "-q", "--orphan", "f");
        this.git.commit("another beginning");
        column("2_mine", "mine").checkout("main");
        column("2_theirs", "theirs").checkout("f");

        refused(resolve("yes=true"), "git has no common ancestor");
        assertThat(this.git.git("status", "--porcelain")).isEmpty();
    }

    /** Git gives a hook an index of its own. */
    @Test
    void hookOfGitIsRefused() throws Exception {
        both("3_phone", "3_address");
        ChildJvm child = ChildJvm.start(
                ResolveProcess.class,
                Map.of("GIT_INDEX_FILE", this.git.root().resolve(".git/index").toString()),
                "--applied-set.command=resolve",
                "--applied-set.onto=main",
                "--applied-set.yes=true",
                "--applied-set.folder=" + this.git.folder());

        try (child) {
            assertThat(child.awaitExit()).isEqualTo(1);
            assertThat(child.output().replaceAll("\\s+", " "))
                    .contains("This runs in a git hook", "Nothing was written.");
        }
        assertThat(this.git.git("status", "--porcelain")).isEmpty();
    }

    /** The branch that others join has databases already, so what comes gets the new number. */
    @Test
    void mergeIntoTheOtherBranchRenumbersIncomingMigrations() {
        both("2_email", "2_email");
        this.git.checkout("main").stops("merge", "f");

        settled("same-path=two");

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.read("2_email.up.sql")).isEqualTo(ADD.formatted("theirs"));
        assertThat(this.git.read("2_email.down.sql")).isEqualTo(DROP.formatted("theirs"));
        assertThat(this.git.read("3_email.up.sql")).isEqualTo(ADD.formatted("mine"));
        assertThat(this.git.git("diff", "--cached", "--name-status", "--no-renames", "HEAD"))
                .isEqualTo("A\tdb/migration/3_email.down.sql\nA\tdb/migration/3_email.up.sql");
        this.git.git("commit", "-q", "--no-edit");
    }

    /** A branch that has taken it over meets a third one. */
    @Test
    void neverRenumbersMigrationsOfTheTargetBranch() {
        this.git.branch("f");
        column("3_mine", "mine").checkout("main").branch("third");
        column("2_email", "third").checkout("main");
        column("2_email", "merged").checkout("f").merge("main");
        this.git.stops("merge", "third");

        refused(resolve("yes=true", "same-path=two"), "2_email has been released or merged, and keeps its number");
        refused(resolve("yes=true", "same-path=one"), "2_email has been released or merged, and keeps its number");
        assertThat(this.git.git("ls-files", "-u")).isNotEmpty();
    }

    @Test
    void neverRenumbersMigrationsOfTheDefaultBranch() {
        column("2_merged", "merged");
        GitRepository clone = this.git.cloned(this.temp.resolve("clone")).branch("child");
        this.git = clone;
        column("3_child", "child");
        clone.git("checkout", "-q", "-b", "parent", "HEAD~2");
        column("2_parent", "parent").checkout("child");

        refused(resolve("yes=true", "onto=parent"), "2_merged has been released or merged, so it keeps its number");
        assertThat(clone.git("status", "--porcelain")).isEmpty();
    }

    /** With the same path, git stops; both answers would touch what a release has. */
    @Test
    void releasedVersionOfOnePathIsNeverRenumbered() {
        both("2_email", "2_email");
        this.git.git("tag", "v1.2.1");
        this.git.stops("merge", "main");

        refused(resolve("yes=true", "same-path=two"), "2_email has been released or merged, and keeps its number");
        refused(resolve("yes=true", "same-path=one"), "2_email has been released or merged, and keeps its number");
    }

    /** The first of two commits got a number at a stop; the second one has it, too. */
    @Test
    void rebaseInSeveralStopsKeepsTheOrder() {
        this.git.branch("f");
        column("2_phone", "phone");
        this.git.adds("3_add_index", "CREATE INDEX i ON public.employee (phone);", "DROP INDEX i;");
        this.git.checkout("main");
        column("2_phone", "theirs").checkout("f").stops("rebase", "main");
        settled("same-path=two");
        assertThat(this.git.files()).contains("3_phone.up.sql");
        this.git.git("rebase", "--continue");
        assertThat(this.git.files()).contains("3_phone.up.sql", "3_add_index.up.sql");

        assertThat(settled().out()).contains("  3_add_index becomes 4_add_index\n");

        assertThat(this.git.files())
                .contains("2_phone.up.sql", "3_phone.up.sql", "4_add_index.up.sql")
                .doesNotContain("4_phone.up.sql", "3_add_index.up.sql");
    }

    /** Patterns for dumps, and line ends that git would change. */
    @Test
    void stagesFilesThatGitIgnoresOrConverts() {
        both("3_phone", "3_address");
        this.git.merge("main").writesAt(".git/info/exclude", "*.sql\n");
        this.git.git("config", "core.autocrlf", "true");
        this.git.git("config", "core.safecrlf", "true");

        settled();

        assertThat(this.git.git("diff", "--cached", "--name-status", "HEAD"))
                .contains("db/migration/4_phone.up.sql", "db/migration/4_phone.down.sql");
    }

    @Test
    void lineEndsOfACheckoutMakeNoDifference() throws IOException {
        column("2_a", "a");
        both("3_email", "3_email");
        this.git.git("config", "core.autocrlf", "true");
        this.git.git("rm", "-q", "-r", "--cached", "db");
        this.git.git("reset", "-q", "--hard");
        assertThat(Files.readString(this.git.folder().resolve("2_a.down.sql"))).contains("\r\n");
        this.git.stops("merge", "main");
        Files.delete(this.git.folder().resolve("2_a.up.sql"));

        settled("same-path=two");

        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.git("diff", "--name-only")).isEmpty();
        assertThat(this.git.files()).contains("2_a.up.sql");
        assertThat(this.git.git("cat-file", "-p", ":db/migration/4_email.up.sql"))
                .isEqualTo(ADD.formatted("mine"));
        assertThat(this.git.git("cat-file", "-s", ":db/migration/4_email.up.sql"))
                .isEqualTo(String.valueOf(ADD.formatted("mine").length() + 1));
    }

    private GitRepository withSubmodule() {
        GitRepository other = GitRepository.with(this.temp.resolve("other"));
        other.branch("f");
        other.adds("3_phone", ADD.formatted("mine"), DROP.formatted("mine")).checkout("main");
        other.adds("3_address", ADD.formatted("theirs"), DROP.formatted("theirs"));
        String url = "file://" + other.root();
        this.git.branch("f").checkout("main");
        column("3_outside", "outside")
                .checkout("f")
                .git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "db/migration/sub");
        this.git.commit("submodule");
        return new GitRepository(this.git.root().resolve("db/migration/sub"));
    }

    @Test
    void filesOfASubmoduleAreNotSettledFromOutside() {
        GitRepository inside = withSubmodule();

        inside.git("checkout", "-q", "-b", "f", "origin/f");
        this.git.commit("with 3_phone");

        refused(resolve("yes=true"), "Not known: db/migration/sub");
        assertThat(inside.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void submoduleIsSettledByItself() {
        GitRepository outside = this.git;
        this.git = withSubmodule();
        this.git.git("checkout", "-q", "-b", "f", "origin/f");

        settled("onto=origin/main");

        assertThat(this.git.files()).contains("4_phone.up.sql").doesNotContain("3_phone.up.sql");
        assertThat(outside.git("diff", "--cached", "--name-only")).isEmpty();
    }

    /** In the middle of the merge git has moved ours as well, and waits for a word. */
    @Test
    void mergeOfAFolderThatTheOtherBranchHasMoved() {
        column("2_a", "a").branch("f");
        column("3_mine", "mine").checkout("main");
        this.git.git("mv", "db/migration", "db/changes");
        this.git
                .writesAt("db/changes/3_theirs.up.sql", "SELECT 3;\n")
                .commit("moved")
                .checkout("f");
        this.git.stops("merge", "main");
        assertThat(this.git.git("ls-files", "-u")).contains("db/changes/3_mine.up.sql");

        refused(resolve("yes=true"), "There is no folder db/migration here any more.");
        Run run = resolve("yes=true", "folder=" + this.git.root().resolve("db/changes"));

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(this.git.git("ls-files", "-u")).isEmpty();
        assertThat(this.git.git("ls-files", "db").lines())
                .containsExactly(
                        "db/changes/1_employee.down.sql",
                        "db/changes/1_employee.up.sql",
                        "db/changes/2_a.down.sql",
                        "db/changes/2_a.up.sql",
                        "db/changes/3_theirs.up.sql",
                        "db/changes/4_mine.down.sql",
                        "db/changes/4_mine.up.sql");
    }

    /** Git has put the other branch's file into the new folder, and waits for a word, which stays the user's. */
    @Test
    void mergeIntoAFolderThatThisBranchHasMoved() {
        column("2_a", "a").branch("f");
        this.git.writesAt("app/README", "").git("mv", "db", "app/db");
        this.git.writesAt("app/db/migration/3_mine.up.sql", "SELECT 3;\n").commit("moved");
        this.git.checkout("main");
        column("3_theirs", "theirs").checkout("f").stops("merge", "main");

        Run run = resolve("yes=true", "folder=" + this.git.root().resolve("app/db/migration"));

        assertThat(run.exitCode()).as("git still waits").isEqualTo(1);
        assertThat(run.out())
                .contains("  3_mine becomes 4_mine\n", "does not settle:\n  app/db/migration/3_theirs.down.sql\n");
        assertThat(this.git.root().resolve("app/db/migration/3_theirs.up.sql")).exists();
        assertThat(this.git.root().resolve("app/db/migration/4_mine.up.sql")).exists();
    }

    @Test
    void fileThatGitHasMovedKeepsItsNumber() {
        column("2_a", "a").branch("f");
        column("3_mine", "mine").checkout("main");
        this.git.git("mv", "db/migration", "db/changes");
        this.git.commit("moved").checkout("f");
        this.git.stops("merge", "main");

        Run run = resolve("yes=true", "folder=" + this.git.root().resolve("db/changes"));

        assertThat(run.out()).contains("  3_mine.up.sql stays where git put it\n");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(this.git.git("ls-files", "-u")).isEmpty();
    }

    /** Before a merge, the row of a database needs the file that it belongs to. */
    @Test
    void oneContentUnderTwoNumbersComesBeforeTheMerge() {
        this.git.branch("f");
        column("3_phone", "phone").checkout("main");
        column("7_phone", "phone").checkout("f");

        settled();

        assertThat(this.git.files())
                .contains("7_phone.up.sql", "7_phone.down.sql")
                .doesNotContain("3_phone.up.sql");
        this.git.commit("as on main").merge("main");
    }

    @Test
    void sameStatementsOfOneNameUnderTwoNumbersAreOne() {
        this.git.branch("f");
        this.git.adds("3_phone", "alter table public.employee\n  add phone text;", DROP.formatted("phone"));
        this.git.checkout("main");
        column("3_other", "other");
        column("7_phone", "phone").checkout("f").merge("main");

        assertThat(settled().out()).contains("3_phone has the same statements as main's 7_phone: its files go\n");

        assertThat(this.git.files())
                .contains("3_other.up.sql", "7_phone.up.sql", "7_phone.down.sql")
                .doesNotContain("3_phone.up.sql", "3_phone.down.sql", "8_phone.up.sql");
        assertThat(settled().out()).isEqualTo("There is nothing to settle.\n");
    }

    @Test
    void sameStatementsUnderAnotherNameTakeAnAnswer() {
        this.git.branch("f");
        this.git.adds("3_phone", "alter table public.employee add phone text;", DROP.formatted("phone"));
        this.git.checkout("main");
        column("7_add_phone", "phone").checkout("f");

        refused(resolve("yes=true"), "3_phone has the statements of main's 7_add_phone");
        assertThat(settled("same-path=two").out()).isEqualTo("There is nothing to settle.\n");
        settled("same-path=one");

        assertThat(this.git.files()).contains("7_add_phone.up.sql").doesNotContain("3_phone.up.sql");
        this.git.commit("as on main").merge("main");
    }

    @Test
    void doesNotAskAboutSameStatementsAfterAMerge() {
        this.git.branch("f");
        this.git.adds("3_phone", "alter table public.employee add phone text;", DROP.formatted("phone"));
        this.git.checkout("main");
        column("7_add_phone", "phone").checkout("f").merge("main");

        assertThat(settled().out()).isEqualTo("There is nothing to settle.\n");
    }

    @Test
    void reportsAMissingFolder() {
        both("3_phone", "3_address");

        refused(
                resolve("yes=true", "folder=" + this.git.root().resolve("db/migrations")),
                "Not known: the migrations in db/migrations, since there is no such folder");
    }

    /** Without a database there is none to rebuild it with, and git still waits. */
    @Test
    void leavesAndReportsASnapshotThatCannotBeRebuilt() {
        this.git.writesAt("db/snapshot/.gitattributes", "** -merge\n").writesAt("db/snapshot/t.json", "{}");
        this.git.commit("snapshot").branch("f").writesAt("db/snapshot/t.json", "1");
        column("3_phone", "phone").checkout("main").writesAt("db/snapshot/t.json", "2");
        column("3_address", "address").checkout("f").stops("merge", "main");

        Run run = resolve("yes=true");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("The snapshot was not rebuilt.", "does not settle:\n  db/snapshot/t.json\n")
                .doesNotContain("everything is staged");
        assertThat(this.git.files()).contains("4_phone.up.sql");
    }

    /** As a shell or another tool may have left it. */
    @Test
    void environmentOfAnotherRepositoryIsNotRead() throws Exception {
        both("3_phone", "3_address");
        ChildJvm child = ChildJvm.start(
                ResolveProcess.class,
                Map.of("GIT_DIR", "/nowhere", "GIT_WORK_TREE", "/nowhere", "GIT_NAMESPACE", "x"),
                "--applied-set.command=resolve",
                "--applied-set.onto=main",
                "--applied-set.yes=true",
                "--applied-set.folder=" + this.git.folder());

        try (child) {
            assertThat(child.awaitExit()).as(child.output()).isZero();
        }
        assertThat(this.git.files()).contains("4_phone.up.sql");
    }
}
