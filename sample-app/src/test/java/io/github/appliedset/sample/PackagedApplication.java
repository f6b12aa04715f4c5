package io.github.appliedset.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The application's jar, run as a process.
 *
 * @param folder its working directory
 * @param environment added to that of the test
 */
record PackagedApplication(Path folder, Map<String, String> environment) {

    static final Path JAR = Path.of(System.getProperty("application.jar")).toAbsolutePath();
    private static final int LONGEST_WAIT_SECONDS = 120;

    record Ended(int exitCode, String out, String err) {}

    Ended run(List<String> arguments) throws IOException, InterruptedException {
        List<String> options =
                new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString()));
        options.addAll(arguments);
        return java(options);
    }

    /** Runs anything with the JVM of the test. */
    Ended java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile());
        builder.environment().putAll(this.environment);
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + command);
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
