package io.github.appliedset.autoconfigure;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command {@code resolve} in a process of its own, which finds a {@code git} that can kill whoever calls it. */
final class ResolveProcess {

    private final Path folder;
    private final GitRepository git;
    private final String url;

    /**
     * Prepares one.
     *
     * @param folder for the {@code git} of the process
     * @param git a branch to settle with main
     * @param url of the development database
     */
    ResolveProcess(Path folder, GitRepository git, String url) {
        this.folder = folder;
        this.git = git;
        this.url = url;
    }

    private String[] arguments() {
        return Stream.of(
                        "--spring.datasource.url=" + this.url,
                        "--applied-set.locations=file:" + this.git.folder(),
                        "--applied-set.development=true",
                        "--applied-set.command=resolve",
                        "--applied-set.onto=main",
                        "--applied-set.folder=" + this.git.folder(),
                        "--applied-set.same-path=two",
                        "--applied-set.yes=true")
                .toArray(String[]::new);
    }

    /** In this process. */
    Run run() {
        return CommandLine.run(Map.of(), arguments());
    }

    ChildJvm start() throws IOException {
        return start("at=0");
    }

    /** Kills the process before its n-th call of git. */
    ChildJvm startKilledBefore(int call) throws IOException {
        return start("at=" + call + "; when=before");
    }

    /** Kills it when its n-th call of git has done its work. */
    ChildJvm startKilledAfter(int call) throws IOException {
        return start("at=" + call + "; when=after");
    }

    private ChildJvm start(String settings) throws IOException {
        Files.createDirectories(this.folder);
        Path calls = this.folder.resolve("calls");
        Files.deleteIfExists(calls);
        Path script = this.folder.resolve("git");
        Files.writeString(script, """
                #!/bin/sh
                %s
                calls=%s
                echo "$*" >> $calls
                call=$(($(wc -l < $calls)))
                if [ $call = $at ] && [ $when = before ]; then kill -9 $PPID; exit 1; fi
                PATH=%s git "$@"
                code=$?
                if [ $call = $at ]; then kill -9 $PPID; fi
                exit $code
                """.formatted(settings, calls, System.getenv("PATH")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return ChildJvm.start(
                ResolveProcess.class, Map.of("PATH", this.folder + ":" + System.getenv("PATH")), arguments());
    }

    /** What the last process has asked git, a line each. */
    List<String> calls() throws IOException {
        return Files.readAllLines(this.folder.resolve("calls"));
    }

    public static void main(String[] arguments) {
        Run run = CommandLine.run(Map.of(), arguments);
        System.out.println(run.out() + run.err());
        System.exit(run.exitCode());
    }
}
