package io.github.appliedset.command;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.Resolution.SamePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two texts under one path, or nearly one under two numbers: one migration or two? Only a person knows. */
final class SamePathAnswer {

    /** What there is to ask about. */
    static final Set<FindingKind> ASKED = Set.of(FindingKind.SAME_PATH, FindingKind.RESEMBLES);

    /** One migration, whatever somebody says. */
    private static final Set<FindingKind> ONE = Set.of(FindingKind.SAME_CONTENT, FindingKind.SAME_STATEMENTS);

    private SamePathAnswer() {}

    /**
     * What somebody has said, or says now; null if there is nothing to say, or nobody is asked in a dry run.
     *
     * @param edited paths whose text on disk is nowhere else
     */
    static @Nullable SamePath of(CommandInput input, List<Finding> findings, boolean dryRun, Set<String> edited) {
        List<Finding> open = findings.stream()
                .filter(finding -> ASKED.contains(finding.kind()))
                .toList();
        requireNoDownLost(findings, edited);
        SamePath answer = answer(input, open, dryRun);
        List<String> dropped = open.stream()
                .flatMap(finding -> finding.mine().stream())
                .flatMap(mine -> mine.files().stream())
                .map(BranchFile::path)
                .filter(edited::contains)
                .toList();
        if (answer == SamePath.ONE && !dropped.isEmpty()) {
            throw BranchException.unsettled(
                    dropped.stream()
                            .map(path ->
                                    path + " was edited after git stopped, and same-path=one would drop that text.")
                            .toList(),
                    "Keep both: --applied-set.same-path=two. Or put that text somewhere else, and the other branch's text"
                            + " into the file.");
        }
        return answer;
    }

    /** Of one up file, the other branch's down file stays. */
    private static void requireNoDownLost(List<Finding> findings, Set<String> edited) {
        List<String> lost = findings.stream()
                .filter(finding -> ONE.contains(finding.kind()))
                .flatMap(finding -> Stream.ofNullable(lostDown(finding)))
                .filter(edited::contains)
                .map(path -> path + " was edited, and the text of the other branch would take its place.")
                .toList();
        if (!lost.isEmpty()) {
            throw BranchException.unsettled(
                    lost,
                    "Put that text somewhere else, and the other branch's text into the file; then run resolve again.");
        }
    }

    private static @Nullable String lostDown(Finding finding) {
        BranchFile ours = finding.mine().map(BranchMigration::down).orElse(null);
        BranchFile theirs = finding.other().map(BranchMigration::down).orElse(null);
        return ours == null || theirs == null || theirs.checksum().equals(ours.checksum()) ? null : ours.path();
    }

    private static @Nullable SamePath answer(CommandInput input, List<Finding> open, boolean dryRun) {
        Optional<String> given = input.options().text("same-path");
        if (given.isPresent()) {
            return SamePath.valueOf(
                    input.options().oneOf("same-path", List.of("two", "one")).toUpperCase(Locale.ROOT));
        }
        if (open.isEmpty() || dryRun) {
            return null;
        }
        if (!input.asks()) {
            throw BranchException.unsettled(
                    open.stream()
                            .map(finding -> finding.text() + "\n" + files(finding))
                            .toList(),
                    "Say whether these are two migrations or one that was edited: --applied-set.same-path=two keeps both,"
                            + " --applied-set.same-path=one keeps the other branch's text.");
        }
        input.say()
                .accept(open.stream()
                        .map(finding -> finding.text() + "\n" + files(finding) + "\n")
                        .collect(Collectors.joining("\n")));
        String answer = input.terminal().ask("Two migrations, or one that was edited? [two/one] ");
        return Stream.of(SamePath.values())
                .filter(each ->
                        answer != null && each.name().equals(answer.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(DeclinedException::new);
    }

    private static String files(Finding finding) {
        return Stream.concat(finding.mine().stream(), finding.other().stream())
                .map(migration -> "    " + migration.up().path() + ", "
                        + migration.checksum().hex().substring(0, 12))
                .collect(Collectors.joining("\n"));
    }
}
