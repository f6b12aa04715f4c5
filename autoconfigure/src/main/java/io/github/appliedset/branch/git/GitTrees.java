package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.source.MigrationFileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The SQL files of folders, in commits and on disk. Each tree and each blob is read once, and a path's attributes. */
final class GitTrees {

    /** What Java reads of a letter that the locale does not have. */
    private static final char UNKNOWN = '\uFFFD';

    private final GitRepository repository;
    private final GitBlobs store;
    private final List<String> folders;
    private final Map<List<String>, List<TreeEntry>> trees = new HashMap<>();
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final Set<String> withKnownAttributes = new HashSet<>();
    private final Map<String, BranchFile> read = new HashMap<>();
    private final Map<String, String> former = new LinkedHashMap<>();
    private final Set<String> unseen = new TreeSet<>();

    /**
     * Prepares reading.
     *
     * @param folders from the root, with slashes; an empty one is the root
     */
    GitTrees(GitRepository repository, List<String> folders) {
        this.repository = repository;
        this.store = new GitBlobs(repository);
        this.folders = folders;
        folders.forEach(folder ->
                foreign(repository.root().resolve(folder)).ifPresent(place -> this.unseen.add(relative(place))));
    }

    /** Paths that are links, submodules, or changed by a filter of git: nothing is known about them. */
    Set<String> unseen() {
        return this.unseen;
    }

    /** The files of a commit; those of a folder that it does not have, where they were before they moved to that folder. */
    List<BranchFile> of(String commit) {
        List<TreeEntry> entries = new ArrayList<>(entries(commit, this.folders));
        this.former.forEach((folder, before) -> {
            if (entries.stream().noneMatch(entry -> entry.isBelow(folder))) {
                entries(commit, List.of(before)).forEach(entry -> entries.add(entry.moved(before, folder)));
            }
        });
        return files(entries);
    }

    private List<BranchFile> files(List<TreeEntry> entries) {
        Map<String, String> found = new LinkedHashMap<>();
        for (TreeEntry entry : entries) {
            // A link may be one to a folder.
            if (entry.isForeign()) {
                this.unseen.add(entry.path());
            } else if (MigrationFileName.isSql(entry.path())) {
                found.put(entry.path(), entry.blob());
            }
        }
        read(found);
        return found.keySet().stream()
                .map(path -> new BranchFile(path, blob(found.getOrDefault(path, ""))))
                .toList();
    }

    /**
     * Looks for the folders that a commit does not have: their files may have moved there since. From now on {@link #of} reads
     * these folders where the files were, as if they had been where they are.
     *
     * @param since commits that may have them; none for git's index
     */
    void follow(String commit, List<String> since) {
        List<TreeEntry> known = entries(commit, this.folders);
        for (String folder : this.folders) {
            if (!folder.isEmpty() && known.stream().noneMatch(entry -> entry.isBelow(folder))) {
                Stream<List<TreeEntry>> trees =
                        since.isEmpty() ? Stream.of(index()) : since.stream().map(each -> entries(each, List.of()));
                trees.flatMap(tree -> MovedFolder.of(folder, tree, entries(commit, List.of())).stream())
                        .filter(before -> isElsewhere(before, folder))
                        .findFirst()
                        .ifPresent(before -> this.former.putIfAbsent(folder, before));
            }
        }
    }

    /** The files of folders that one commit has and a later one has moved, where they are then. */
    List<BranchFile> moved(String before, String after) {
        List<TreeEntry> was = entries(before, List.of());
        List<TreeEntry> is = entries(after, List.of());
        return this.folders.stream()
                .map(folder -> was.stream().anyMatch(entry -> entry.isBelow(folder))
                        ? folder
                        : this.former.getOrDefault(folder, folder))
                .filter(folder -> is.stream().noneMatch(entry -> entry.isBelow(folder)))
                .flatMap(folder -> MovedFolder.of(folder, was, is).stream().filter(now -> isElsewhere(now, folder)))
                .distinct()
                .flatMap(now ->
                        files(is.stream().filter(entry -> entry.isBelow(now)).toList()).stream())
                .toList();
    }

    /** Whether a place is none of the other folders. */
    private boolean isElsewhere(String place, String folder) {
        return this.folders.stream()
                .filter(each -> !each.equals(folder))
                .noneMatch(each -> (each + "/").startsWith(place + "/") || (place + "/").startsWith(each + "/"));
    }

    private List<TreeEntry> index() {
        return this.repository.git().require("ls-files", "-s", "-z").parts().stream()
                .map(TreeEntry::ofIndex)
                .toList();
    }

    /** All files below a folder of a commit, by their paths from there. Links and submodules are left out. */
    Map<String, byte[]> below(String folder, String commit) {
        Map<String, String> found = new LinkedHashMap<>();
        for (TreeEntry entry : entries(commit, List.of(folder))) {
            if (!entry.isForeign()) {
                found.put(folder.isEmpty() ? entry.path() : entry.path().substring(folder.length() + 1), entry.blob());
            }
        }
        Set<String> missing = new LinkedHashSet<>(found.values());
        missing.removeAll(this.blobs.keySet());
        this.blobs.putAll(this.store.contents(missing));
        Map<String, byte[]> files = new LinkedHashMap<>();
        found.forEach((path, blob) -> {
            byte[] content = this.blobs.get(blob);
            if (content != null) {
                files.put(path, content);
            }
        });
        return files;
    }

    private byte[] blob(String name) {
        return this.blobs.getOrDefault(name, new byte[0]);
    }

    private List<TreeEntry> entries(String commit, List<String> below) {
        List<String> words = new ArrayList<>(List.of("ls-tree", "-r", "-z", "--full-tree", commit));
        if (!below.contains("")) {
            if (!below.isEmpty()) {
                words.add("--");
            }
            words.addAll(below);
        }
        // HEAD may move while a person thinks about an answer.
        return commit.equals("HEAD") ? tree(words) : this.trees.computeIfAbsent(words, this::tree);
    }

    private List<TreeEntry> tree(List<String> words) {
        return this.repository.git().require(words.toArray(String[]::new)).parts().stream()
                .map(TreeEntry::of)
                .toList();
    }

    /** The files of the work tree, those that git does not know included; those that are not checked out, from its index. */
    List<BranchFile> onDisk() {
        Map<String, BranchFile> files = new LinkedHashMap<>();
        for (String folder : this.folders) {
            Path below = this.repository.root().resolve(folder);
            if (Files.isDirectory(below)) {
                below(below).forEach(file -> {
                    String path = relative(file);
                    foreign(file).ifPresent(place -> this.unseen.add(relative(place)));
                    files.put(path, new BranchFile(path, content(file)));
                });
            }
        }
        files.forEach(this.read::putIfAbsent);
        Map<String, String> notCheckedOut = notCheckedOut();
        read(notCheckedOut);
        notCheckedOut.forEach((path, blob) -> files.putIfAbsent(path, new BranchFile(path, blob(blob))));
        return List.copyOf(files.values());
    }

    /** A file on disk as it was first read; empty if it was not. */
    Optional<BranchFile> asRead(String path) {
        return Optional.ofNullable(this.read.get(path));
    }

    private String relative(Path file) {
        String path = this.repository.root().relativize(file).toString().replace('\\', '/');
        if (path.indexOf(UNKNOWN) >= 0) {
            throw BranchException.otherLocale(path);
        }
        return path;
    }

    /** The outermost link or other repository on the way from the root to a file or a folder. */
    private Optional<Path> foreign(Path file) {
        Path at = this.repository.root();
        for (Path name : at.relativize(file)) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at) || Files.exists(at.resolve(".git")) && !at.equals(this.repository.root())) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private List<Path> below(Path folder) {
        Path git = this.repository.root().resolve(".git");
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(file -> !file.startsWith(git))
                    .filter(file -> MigrationFileName.isSql(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw BranchException.git(folder + " cannot be read", String.valueOf(unreadable));
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw BranchException.git(file + " cannot be read", String.valueOf(unreadable));
        }
    }

    /** Blobs of files that a sparse checkout leaves out, by path. */
    Map<String, String> notCheckedOut() {
        List<String> words = new ArrayList<>(List.of("ls-files", "-s", "-t", "-z"));
        if (!this.folders.contains("")) {
            words.add("--");
            words.addAll(this.folders);
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String entry :
                this.repository.git().require(words.toArray(String[]::new)).parts()) {
            String path = entry.substring(entry.indexOf('\t') + 1);
            if (entry.startsWith("S ") && MigrationFileName.isSql(path)) {
                found.put(path, entry.split(" ")[2]);
            }
        }
        return found;
    }

    private void read(Map<String, String> blobByPath) {
        Set<String> missing = new LinkedHashSet<>(blobByPath.values());
        missing.removeAll(this.blobs.keySet());
        Map<String, byte[]> found = this.store.contents(missing);
        if (found.size() < missing.size()) {
            missing.removeAll(found.keySet());
            throw GitBlobs.incomplete(blobByPath.entrySet().stream()
                    .filter(entry -> missing.contains(entry.getValue()))
                    .findFirst()
                    .map(Map.Entry::getKey)
                    .orElse(""));
        }
        this.blobs.putAll(found);
        filtered(blobByPath);
    }

    /** What is in the repository is not what is on disk where an attribute says so. */
    private void filtered(Map<String, String> blobByPath) {
        Set<String> paths = new LinkedHashSet<>(blobByPath.keySet());
        paths.removeAll(this.withKnownAttributes);
        if (paths.isEmpty()) {
            return;
        }
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (String path : paths) {
            input.writeBytes(path.getBytes(StandardCharsets.UTF_8));
            input.write(0);
        }
        List<String> answers = this.repository
                .git()
                .require(input.toByteArray(), "check-attr", "-z", "--stdin", "filter", "ident", "working-tree-encoding")
                .parts();
        for (int at = 0; at + 2 < answers.size(); at += 3) {
            String value = answers.get(at + 2);
            if (!value.equals("unspecified") && !value.equals("unset")) {
                this.unseen.add(answers.get(at));
            }
        }
        this.withKnownAttributes.addAll(paths);
    }
}
