package io.github.appliedset.command;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.Resolution.SamePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two texts under one path, or nearly one under two numbers: one migration or two? Only a person knows.
 *
 * @param given for each of this branch's migrations that takes an answer; none if nobody is asked in a dry run
 */
record SamePathAnswers(Map<BranchMigration, SamePath> given) {

    private static final String OPTION = "same-path";

    private static final Set<FindingKind> ASKED = Set.of(FindingKind.SAME_PATH, FindingKind.RESEMBLES);

    /** One migration, whatever somebody says. */
    private static final Set<FindingKind> ONE = Set.of(FindingKind.SAME_CONTENT, FindingKind.SAME_STATEMENTS);

    /** A migration of this branch with what there is to say about it. */
    private record Open(BranchMigration mine, List<Finding> findings) {

        String text() {
            return this.findings.stream()
                    .map(finding -> finding.text() + "\n" + files(finding))
                    .collect(Collectors.joining("\n"));
        }
    }

    /**
     * What somebody has said, or says now.
     *
     * @param edited paths whose text on disk is nowhere else
     */
    static SamePathAnswers of(CommandInput input, List<Finding> findings, boolean dryRun, Set<String> edited) {
        Map<BranchMigration, Open> open = new LinkedHashMap<>();
        for (Finding finding : findings) {
            BranchMigration mine = finding.ours();
            if (mine != null && ASKED.contains(finding.kind())) {
                open.computeIfAbsent(mine, any -> new Open(mine, new ArrayList<>()))
                        .findings()
                        .add(finding);
            }
        }
        requireNoDownLost(findings, edited);
        SamePathAnswers answers = new SamePathAnswers(answers(input, List.copyOf(open.values()), dryRun));
        List<String> dropped = answers.one().stream()
                .flatMap(mine -> mine.files().stream())
                .map(BranchFile::path)
                .filter(edited::contains)
                .toList();
        if (!dropped.isEmpty()) {
            throw BranchException.unsettled(
                    dropped.stream()
                            .map(path ->
                                    path + " was edited after git stopped, and same-path=one would drop that text.")
                            .toList(),
                    "Keep both: --applied-set.same-path=two. Or put that text somewhere else, and the other branch's text"
                            + " into the file.");
        }
        return answers;
    }

    /** Those that are one migration with the other branch's. */
    Set<BranchMigration> one() {
        return this.given.entrySet().stream()
                .filter(answer -> answer.getValue() == SamePath.ONE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
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

    private static Map<BranchMigration, SamePath> answers(CommandInput input, List<Open> open, boolean dryRun) {
        boolean isGiven = input.options().text(OPTION).isPresent();
        if (!isGiven && !open.isEmpty() && !dryRun && input.asks()) {
            return asked(input, open);
        }
        Map<BranchMigration, SamePath> answers = isGiven ? given(input, open) : Map.of();
        List<Open> left =
                open.stream().filter(each -> !answers.containsKey(each.mine())).toList();
        if (!left.isEmpty() && !dryRun) {
            throw BranchException.unsettled(
                    left.stream().map(Open::text).toList(),
                    "Say whether these are two migrations or one that was edited: --applied-set.same-path=two keeps both,"
                            + " --applied-set.same-path=one keeps the other branch's text."
                            + (open.size() == 1
                                    ? ""
                                    : " For each by itself: --applied-set.same-path="
                                            + open.stream()
                                                    .map(each -> each.mine().version() + ":two")
                                                    .distinct()
                                                    .collect(Collectors.joining(","))
                                            + "."));
        }
        return answers;
    }

    private static Map<BranchMigration, SamePath> given(CommandInput input, List<Open> open) {
        Map<String, String> words = input.options().byNumber(OPTION, List.of("two", "one"));
        Map<BranchMigration, SamePath> answers = new LinkedHashMap<>();
        for (Open each : open) {
            String word =
                    words.get(words.containsKey("") ? "" : each.mine().version().toString());
            if (word != null) {
                answers.put(each.mine(), SamePath.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
        return answers;
    }

    private static Map<BranchMigration, SamePath> asked(CommandInput input, List<Open> open) {
        Map<BranchMigration, SamePath> answers = new LinkedHashMap<>();
        for (Open each : open) {
            input.say().accept(each.text() + "\n");
            String answer = input.terminal().ask("Two migrations, or one that was edited? [two/one] ");
            answers.put(
                    each.mine(),
                    Stream.of(SamePath.values())
                            .filter(value -> answer != null
                                    && value.name().equals(answer.strip().toUpperCase(Locale.ROOT)))
                            .findFirst()
                            .orElseThrow(DeclinedException::new));
        }
        return answers;
    }

    private static String files(Finding finding) {
        return Stream.concat(finding.mine().stream(), finding.other().stream())
                .map(migration -> "    " + migration.up().path() + ", "
                        + migration.checksum().hex().substring(0, 12))
                .collect(Collectors.joining("\n"));
    }
}
