package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchComparison;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people call the branches that are compared.
 *
 * @param repository the repository
 * @param onto the branch that this one will join
 */
record RefNames(GitRepository repository, Onto onto) {

    private static final int SHORT = 10;

    /**
     * A name for a branch.
     *
     * @param named as it was named, perhaps by its commit
     * @param commit its commit
     */
    String of(String named, String commit) {
        if (!named.equals(commit)) {
            return named;
        }
        List<String> names = this.repository.namesOf(commit);
        return this.onto
                .in(this.repository)
                .filter(names::contains)
                .or(() -> names.stream()
                        .filter(name -> !name.endsWith("/HEAD") && !name.equals("origin"))
                        .findFirst())
                .orElse(commit.substring(0, SHORT));
    }

    /** Where the other branches stand: nothing is fetched, so they may be old. */
    String standing(Collection<BranchComparison> comparisons) {
        Set<String> lines = new HashSet<>();
        for (BranchComparison comparison : comparisons) {
            String name = comparison.theirs().name();
            GitProcess.Answer answer = this.repository
                    .git()
                    .ask("log", "-1", "--no-show-signature", "--date=short", "--format=%h of %cd", name, "--");
            if (answer.isGood()) {
                lines.add(name + " at " + answer.text().strip());
            }
        }
        return lines.stream().sorted().collect(Collectors.joining(", "));
    }
}
