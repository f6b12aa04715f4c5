package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs git in a folder. The environment of a hook or of another repository does not reach it, no protocol of the network
 * is allowed, no hook, monitor or pager of the user runs, and line ends are nothing to stop for.
 */
record GitProcess(Path folder) {

    private static final List<String> QUIET = List.of(
            "git",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=false",
            "-c",
            "core.safecrlf=false");

    /**
     * What git answered.
     *
     * @param exitCode of the process
     * @param out its standard output
     * @param err its standard error
     */
    record Answer(int exitCode, byte[] out, String err) {

        boolean isGood() {
            return this.exitCode == 0;
        }

        String text() {
            return new String(this.out, StandardCharsets.UTF_8);
        }

        /** Lines of the output, without empty ones. */
        List<String> lines() {
            return text().lines().filter(line -> !line.isEmpty()).toList();
        }

        /** Parts of the output that end with a zero byte. */
        List<String> parts() {
            String text = text();
            return text.isEmpty() ? List.of() : List.of(text.split("\0"));
        }
    }

    /** Runs a command; its exit code is the caller's to judge. */
    Answer ask(String... words) {
        return ask(new byte[0], words);
    }

    /** The same with standard input. */
    Answer ask(byte[] input, String... words) {
        List<String> command = new ArrayList<>(QUIET);
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile());
        clean(builder.environment());
        try {
            Process process = builder.start();
            CompletableFuture<byte[]> err =
                    CompletableFuture.supplyAsync(() -> all(process.getErrorStream()), GitProcess::inThread);
            CompletableFuture<Void> in =
                    CompletableFuture.runAsync(() -> write(input, process.getOutputStream()), GitProcess::inThread);
            byte[] out = all(process.getInputStream());
            in.join();
            return new Answer(process.waitFor(), out, new String(err.join(), StandardCharsets.UTF_8));
        } catch (IOException missing) {
            throw BranchException.unreadable(
                    "git could not be started: " + missing.getMessage() + ".",
                    "Install git, or name three folders: --applied-set.base=FOLDER --applied-set.ours=FOLDER"
                            + " --applied-set.theirs=FOLDER.",
                    missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw BranchException.git("Interrupted while git ran", "");
        }
    }

    /**
     * Runs a command that must succeed.
     *
     * @throws BranchException with git's own words if it does not
     */
    Answer require(String... words) {
        return require(new byte[0], words);
    }

    /** The same with standard input. */
    Answer require(byte[] input, String... words) {
        return requireUpTo(0, ask(input, words), words);
    }

    /** The same for a command that says something with the lowest exit codes. */
    Answer requireUpTo(int exitCode, String... words) {
        return requireUpTo(exitCode, ask(words), words);
    }

    private Answer requireUpTo(int exitCode, Answer answer, String... words) {
        if (answer.exitCode() > exitCode) {
            throw BranchException.git(
                    "git " + words[0] + " failed in " + this.folder + " with exit code " + answer.exitCode(),
                    answer.err());
        }
        return answer;
    }

    private static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("GIT_") && !name.startsWith("GIT_CONFIG_"));
        environment.putAll(Map.of(
                "LC_ALL", "C",
                "GIT_OPTIONAL_LOCKS", "0",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_LITERAL_PATHSPECS", "1",
                "GIT_NO_LAZY_FETCH", "1",
                "GIT_ALLOW_PROTOCOL", "none"));
    }

    /** The common pool may have a single thread, in which one stream would wait for the other. */
    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "applied-set-git");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] all(InputStream stream) {
        try (stream) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            stream.transferTo(all);
            return all.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(byte[] input, OutputStream stream) {
        try (stream) {
            stream.write(input);
        } catch (IOException endedEarly) {
            // Its exit code says why.
        }
    }
}
