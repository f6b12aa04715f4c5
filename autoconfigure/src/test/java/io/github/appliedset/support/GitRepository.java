package io.github.appliedset.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real repository with migrations in {@code db/migration}, which knows nothing of the configuration of this machine. */
public record GitRepository(Path root) {

    public static final String FOLDER = "db/migration";

    /** A new one with a first migration, {@code 1_employee}, on main. */
    public static GitRepository with(Path root) {
        GitRepository repository = new GitRepository(root);
        try {
            Files.createDirectories(root);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        repository.git("init", "-q", "-b", "main");
        return repository.adds("1_employee", "CREATE TABLE public.employee (id int);", "DROP TABLE public.employee;");
    }

    /** A clone of it. */
    public GitRepository cloned(Path to, String... options) {
        List<String> words = new ArrayList<>(List.of("clone", "-q"));
        words.addAll(List.of(options));
        words.addAll(List.of("file://" + this.root, to.toString()));
        git(words.toArray(String[]::new));
        return new GitRepository(to);
    }

    /** Runs git, which must succeed; returns what it prints. */
    public String git(String... words) {
        Answer answer = ask(words);
        assertThat(answer.exitCode())
                .as("git %s: %s", String.join(" ", words), answer.out())
                .isZero();
        return answer.out().strip();
    }

    /** Runs git, which must stop with a conflict. */
    public GitRepository stops(String... words) {
        Answer answer = ask(words);
        assertThat(answer.exitCode())
                .as("git %s: %s", String.join(" ", words), answer.out())
                .isNotZero();
        return this;
    }

    private record Answer(int exitCode, String out) {}

    private Answer ask(String... words) {
        // What git would tidy up after a command takes a process more.
        List<String> command = new ArrayList<>(List.of("git", "-c", "maintenance.auto=false"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(this.root.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_AUTHOR_NAME", "a",
                        "GIT_AUTHOR_EMAIL", "a@example.com",
                        "GIT_COMMITTER_NAME", "a",
                        "GIT_COMMITTER_EMAIL", "a@example.com",
                        "GIT_EDITOR", "true",
                        "LC_ALL", "C"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Leaves for a new branch. */
    public GitRepository branch(String name) {
        git("checkout", "-q", "-b", name);
        return this;
    }

    public GitRepository checkout(String name) {
        git("checkout", "-q", name);
        return this;
    }

    /** Merges without a conflict. */
    public GitRepository merge(String... names) {
        git(Stream.concat(Stream.of("merge", "-q", "-m", "merged"), Stream.of(names))
                .toArray(String[]::new));
        return this;
    }

    /** Commits a migration with a down file. */
    public GitRepository adds(String label, String up, String down) {
        return writes(label + ".up.sql", up).writes(label + ".down.sql", down).commit(label);
    }

    /** Writes a file of the folder of migrations. */
    public GitRepository writes(String fileName, String content) {
        return writesAt(FOLDER + "/" + fileName, content + "\n");
    }

    public GitRepository writesAt(String path, String content) {
        try {
            Path file = this.root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Renames both files of a migration and commits. */
    public GitRepository renames(String from, String to) {
        for (String suffix : List.of(".up.sql", ".down.sql")) {
            git("mv", FOLDER + "/" + from + suffix, FOLDER + "/" + to + suffix);
        }
        return commit(from + " to " + to);
    }

    /** Deletes both files of a migration and commits. */
    public GitRepository deletes(String label) {
        git("rm", "-q", FOLDER + "/" + label + ".up.sql", FOLDER + "/" + label + ".down.sql");
        return commit("without " + label);
    }

    public GitRepository commit(String message) {
        git("add", "-A");
        git("commit", "-q", "-m", message);
        return this;
    }

    public Path folder() {
        return this.root.resolve(FOLDER);
    }

    /** The files of the folder of migrations, by name. */
    public List<String> files() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String read(String fileName) {
        try {
            return Files.readString(folder().resolve(fileName)).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
