package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Objects of a repository, many in one process. Nothing is fetched. */
record GitBlobs(GitRepository repository) {

    /** The contents by the names that they were asked for with; without those that are not there. */
    Map<String, byte[]> contents(Set<String> names) {
        byte[] out = answer(names, "--batch");
        Map<String, byte[]> contents = new LinkedHashMap<>();
        int at = 0;
        for (String name : names) {
            int end = at;
            while (out[end] != '\n') {
                end++;
            }
            String head = new String(out, at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            Optional<String> size = last(head);
            if (size.isPresent()) {
                int length = Integer.parseInt(size.get());
                contents.put(name, Arrays.copyOfRange(out, at, at + length));
                at += length + 1;
            }
        }
        return contents;
    }

    /** The full names of the objects that these names stand for, in their order; without those that are not there. */
    List<String> names(List<String> revisions) {
        return new String(answer(revisions, "--batch-check=%(objectname) %(objecttype)"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> last(line).isPresent())
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static Optional<String> last(String head) {
        return head.endsWith(" missing") || head.endsWith(" ambiguous")
                ? Optional.empty()
                : Optional.of(head.substring(head.lastIndexOf(' ') + 1));
    }

    private byte[] answer(Collection<String> names, String word) {
        if (names.isEmpty()) {
            return new byte[0];
        }
        byte[] input = (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
        GitProcess.Answer answer = this.repository.git().ask(input, "cat-file", word, "--buffer");
        if (!answer.isGood()) {
            throw incomplete(answer.err().lines().reduce("", (before, line) -> line));
        }
        return answer.out();
    }

    /** What to say if one is not there that must be. */
    static BranchException incomplete(String missing) {
        return BranchException.unreadable(
                "git does not have the content of every file here, and nothing is fetched: " + missing,
                "In a partial clone, fetch all of it: git fetch --refetch --no-filter",
                null);
    }
}
