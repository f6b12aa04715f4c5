package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.migration.MigrationVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files that any of many refs has anywhere: each tree is compared with the one before it, so equal parts are read once. */
record FilesOfRefs(GitRepository repository) {

    private static final String NO_FILE = "0+";

    /** The up files of versions, in every folder and with every content. */
    List<BranchFile> ofVersions(Collection<String> refs, Set<MigrationVersion> versions) {
        List<String> trees = trees(refs);
        if (trees.isEmpty() || versions.isEmpty()) {
            return List.of();
        }
        Map<String, Set<String>> paths = new LinkedHashMap<>();
        String before = emptyTree();
        StringBuilder pairs = new StringBuilder();
        for (String tree : trees) {
            pairs.append(before).append(' ').append(tree).append('\n');
            before = tree;
        }
        List<String> words = new ArrayList<>(
                List.of("--no-literal-pathspecs", "diff-tree", "--stdin", "-r", "-z", "--no-renames", "--"));
        versions.forEach(version -> words.add("*" + version + "_*.up.sql"));
        String[] parts = require(pairs.toString(), words).split("\0");
        for (int at = 0; at + 1 < parts.length; at += 2) {
            // As in: :OLD_MODE NEW_MODE OLD_BLOB NEW_BLOB STATUS. Lines before it name the trees.
            String blob = parts[at].substring(parts[at].lastIndexOf(':')).split(" ")[3];
            if (!blob.matches(NO_FILE)) {
                paths.computeIfAbsent(blob, any -> new LinkedHashSet<>()).add(parts[at + 1]);
            }
        }
        Map<String, byte[]> contents = new HashMap<>(new GitBlobs(this.repository).contents(paths.keySet()));
        return paths.entrySet().stream()
                .filter(entry -> contents.containsKey(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream()
                        .map(path -> new BranchFile(path, contents.getOrDefault(entry.getKey(), new byte[0]))))
                .toList();
    }

    private List<String> trees(Collection<String> refs) {
        return new GitBlobs(this.repository)
                .names(refs.stream().sorted().map(ref -> ref + "^{tree}").toList()).stream()
                        .distinct()
                        .toList();
    }

    private String emptyTree() {
        return this.repository
                .git()
                .require("hash-object", "-t", "tree", "--stdin")
                .text()
                .strip();
    }

    private String require(String input, List<String> words) {
        GitProcess.Answer answer =
                this.repository.git().ask(input.getBytes(StandardCharsets.UTF_8), words.toArray(String[]::new));
        if (!answer.isGood()) {
            throw BranchException.git("git diff-tree failed in " + this.repository.root(), answer.err());
        }
        return answer.text();
    }
}
