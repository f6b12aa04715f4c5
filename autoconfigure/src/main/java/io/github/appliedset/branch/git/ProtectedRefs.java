package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.source.MigrationFileName;
import java.nio.file.Files;
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
     * The migrations that such a ref has: their number with their content, in whatever folder. A file that is still elsewhere in
     * this work tree is not where one of them came from.
     *
     * @param others refs that are protected in any case
     */
    Set<BranchMigration> having(Set<BranchMigration> migrations, Collection<String> others, GitRepository repository) {
        Set<String> refs = refs(repository);
        refs.addAll(others);
        Map<MigrationVersion, List<BranchFile>> found = new FilesOfRefs(repository)
                        .ofVersions(
                                refs,
                                migrations.stream()
                                        .map(BranchMigration::version)
                                        .collect(Collectors.toSet()))
                        .stream()
                        .filter(file -> MigrationFileName.read(file.fileName()).isPresent())
                        .collect(Collectors.groupingBy(file -> MigrationFileName.read(file.fileName())
                                .orElseThrow()
                                .version()));
        return migrations.stream()
                .filter(migration -> found.getOrDefault(migration.version(), List.of()).stream()
                        .filter(file -> file.path().equals(migration.up().path())
                                || !Files.exists(repository.root().resolve(file.path())))
                        .anyMatch(file -> file.checksum().equals(migration.checksum())))
                .collect(Collectors.toSet());
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
