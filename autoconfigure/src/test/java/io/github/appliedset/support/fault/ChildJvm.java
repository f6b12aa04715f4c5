package io.github.appliedset.support.fault;

import io.github.appliedset.support.Sql;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A main class in a process of its own, with the class path of the test. */
public final class ChildJvm implements AutoCloseable {

    private static final int LONGEST_WAIT_SECONDS = 300;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final List<String> standardOutput = new ArrayList<>();
    private int openStreams = 2;

    private ChildJvm(Process process) {
        this.process = process;
        inBackground(() -> read(process.inputReader(), this.standardOutput));
        inBackground(() -> read(process.errorReader(), new ArrayList<>()));
    }

    private static void inBackground(Runnable read) {
        Thread reader = new Thread(read);
        reader.setDaemon(true);
        reader.start();
    }

    public static ChildJvm start(Class<?> main, List<String> options, String... arguments) {
        return start(Path.of(""), main, SharedClasses.options(), options, Map.of(), arguments);
    }

    /** With a class path of its own. */
    public static ChildJvm start(Class<?> main, String classPath, List<String> options, String... arguments) {
        return start(Path.of(""), main, List.of("-cp", classPath), options, Map.of(), arguments);
    }

    /** With more in its environment. */
    public static ChildJvm start(Class<?> main, Map<String, String> environment, String... arguments) {
        return start(Path.of(""), main, SharedClasses.options(), List.of(), environment, arguments);
    }

    /** In a folder of its own, with something in front of the class path of the test. */
    public static ChildJvm startIn(Path folder, Class<?> main, Path before, String... arguments) {
        String classPath = before + File.pathSeparator + System.getProperty("java.class.path");
        return start(folder, main, List.of("-cp", classPath), List.of(), Map.of(), arguments);
    }

    /** How a process begins that lives for seconds. */
    static List<String> command() {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dspring.datasource.hikari.minimum-idle=1");
    }

    private static ChildJvm start(
            Path folder,
            Class<?> main,
            List<String> classes,
            List<String> options,
            Map<String, String> environment,
            String... arguments) {
        List<String> command = new ArrayList<>(command());
        command.addAll(options);
        command.addAll(classes);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toAbsolutePath().toFile());
            builder.environment().putAll(environment);
            return new ChildJvm(builder.start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void read(BufferedReader stream, List<String> own) {
        try (stream) {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                synchronized (this) {
                    this.lines.add(line);
                    own.add(line);
                    notifyAll();
                }
            }
        } catch (IOException closed) {
            // The process is gone.
        }
        synchronized (this) {
            this.openStreams--;
            notifyAll();
        }
    }

    /** Waits for a line of its output. */
    public synchronized void awaitLine(String fragment) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        while (this.lines.stream().noneMatch(line -> line.contains(fragment))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (this.openStreams == 0 || left <= 0) {
                throw new AssertionError("no '" + fragment + "' in:\n" + String.join("\n", this.lines));
            }
            wait(left);
        }
    }

    /**
     * Asks a database until there is a row.
     *
     * @throws AssertionError if the process ends before, which will make none
     */
    public void awaitRow(DataSource dataSource, String sql) {
        Sql.awaitRow(dataSource, sql, this::requireAlive);
    }

    private void requireAlive() {
        if (!this.process.isAlive()) {
            throw new AssertionError(
                    "ended with " + this.process.exitValue() + " before the row was there:\n" + output());
        }
    }

    /** SIGTERM: what Kubernetes sends first. */
    public void terminate() {
        this.process.destroy();
    }

    /** SIGKILL. */
    public void kill() {
        this.process.destroyForcibly();
    }

    /** Waits for its end, and for the last line that it printed. */
    public synchronized int awaitExit() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        while (this.openStreams > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("still running:\n" + output());
            }
            wait(left);
        }
        return this.process.waitFor();
    }

    /** Without what it has written to standard error. */
    public synchronized String standardOutput() {
        return String.join("\n", this.standardOutput);
    }

    /** Both streams, a line after the other as they have come. */
    public synchronized String output() {
        return String.join("\n", this.lines);
    }

    @Override
    public void close() {
        kill();
    }
}
