package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refs that stand for what databases have already: it has been released, or merged.
 *
 * @param configured names or patterns such as {@code release/*}; none for tags that have a number in their names
 */
record ProtectedRefs(List<String> configured) {

    private static final Pattern RELEASE_TAG = Pattern.compile("refs/tags/.*\\d.*");
    private static final List<String> PLACES =
            List.of("refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/origin/");

    ProtectedRefs {
        configured = List.copyOf(configured);
    }

    /**
     * The migrations that such a ref has, with the same content at the same path.
     *
     * @param others refs that are protected in any case
     */
    Set<BranchMigration> having(
            Set<BranchMigration> migrations, Collection<String> others, GitRepository repository, GitTrees trees) {
        Set<String> refs = refs(repository);
        refs.addAll(others);
        if (refs.isEmpty() || migrations.isEmpty()) {
            return Set.of();
        }
        Set<String> paths =
                migrations.stream().map(migration -> migration.up().path()).collect(Collectors.toSet());
        Map<String, byte[]> found = trees.in(refs, paths);
        Set<BranchMigration> released = new HashSet<>();
        for (BranchMigration migration : migrations) {
            String path = migration.up().path();
            boolean isThere = refs.stream()
                    .map(ref -> found.get(ref + ":" + path))
                    .anyMatch(content -> content != null
                            && new BranchFile(path, content).checksum().equals(migration.checksum()));
            if (isThere) {
                released.add(migration);
            }
        }
        return released;
    }

    private Set<String> refs(GitRepository repository) {
        List<String> words = new ArrayList<>(List.of("for-each-ref", "--format=%(refname)"));
        if (this.configured.isEmpty()) {
            words.add("refs/tags");
        } else {
            for (String name : this.configured) {
                if (name.startsWith("refs/")) {
                    words.add(name);
                } else {
                    PLACES.forEach(place -> words.add(place + name));
                }
            }
        }
        return repository.git().require(words.toArray(String[]::new)).lines().stream()
                .filter(ref ->
                        !this.configured.isEmpty() || RELEASE_TAG.matcher(ref).matches())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
