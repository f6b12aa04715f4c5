package io.github.appliedset.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** Runs a sample in a JVM of its own, and reads the numbers it prints. */
final class SampleJvm {

    private static final String PREFIX = "sample\t";

    private SampleJvm() {}

    /** Called in the sample: a number, and what it says. */
    static void print(String name, double value) {
        System.out.println(PREFIX + name + "\t" + value);
    }

    /** Runs a main class with the benchmark's class path and one more root before it. */
    static Map<String, List<Double>> exploded(Class<?> main, Path root, String... arguments) throws IOException {
        return exploded(main, root, null, arguments);
    }

    /**
     * The same with another version of applied-set.
     *
     * @param jar that version; null for this one
     */
    static Map<String, List<Double>> exploded(Class<?> main, Path root, @Nullable Path jar, String... arguments)
            throws IOException {
        String ours = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> jar != null && isAppliedSet(Path.of(entry)) ? jar.toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
        if (jar != null && !ours.contains(jar.toString())) {
            throw new IllegalStateException("applied-set is not on the class path, so it cannot be replaced: " + ours);
        }
        return run(List.of("-cp", root + File.pathSeparator + ours, main.getName()), arguments);
    }

    /**
     * Starts this version, with samples of what the thread did.
     *
     * @param what a root of the class path, or a Spring Boot jar
     * @param left out: the share of the samples at the beginning
     */
    static ProfileSamples profiled(ProfileSamples.Kind kind, Path what, double left, String... arguments)
            throws IOException {
        return profiled(StartSample.class, kind, what, left, arguments);
    }

    /** The same for another main class, if what it runs from is not a jar. */
    static ProfileSamples profiled(Class<?> main, ProfileSamples.Kind kind, Path what, double left, String... arguments)
            throws IOException {
        Path folder = Files.createTempDirectory("profile");
        Path recording = folder.resolve("samples.jfr");
        try {
            List<String> options = new ArrayList<>(ProfileSamples.options(kind, folder, recording));
            options.addAll(
                    what.toString().endsWith(".jar")
                            ? List.of("-jar", what.toString())
                            : List.of(
                                    "-cp",
                                    what + File.pathSeparator + System.getProperty("java.class.path"),
                                    main.getName()));
            run(options, arguments);
            return ProfileSamples.of(kind, recording, left);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static boolean isAppliedSet(Path entry) {
        return entry.getFileName().toString().matches("applied-set-spring-boot-\\d.*\\.jar");
    }

    /** Runs a Spring Boot jar. */
    static Map<String, List<Double>> nested(Path jar, String... arguments) throws IOException {
        return run(List.of("-jar", jar.toString()), arguments);
    }

    private static Map<String, List<Double>> run(List<String> what, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx2g");
        // HikariCP would try out a connection that was idle for half a second: one round trip more on a slow machine.
        command.add("-Dcom.zaxxer.hikari.aliveBypassWindowMs=60000");
        command.addAll(what);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(PREFIX)) {
                    String[] parts = line.split("\t");
                    numbers.computeIfAbsent(parts[1], name -> new ArrayList<>()).add(Double.parseDouble(parts[2]));
                } else {
                    System.out.println("  | " + line);
                }
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the sample failed: " + String.join(" ", command));
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        return numbers;
    }
}
