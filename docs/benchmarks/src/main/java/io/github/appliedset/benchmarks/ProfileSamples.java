package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Stack traces of the time in which beans of applied-set were made, as names of classes and methods.
 *
 * @param stacks innermost frame first
 */
record ProfileSamples(List<List<String>> stacks) {

    static final ProfileSamples NONE = new ProfileSamples(List.of());

    private static final String OURS = "io.github.appliedset.";

    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.ExecutionSample">
                <setting name="enabled">true</setting><setting name="period">1 ms</setting>
              </event>
              <event name="jdk.NativeMethodSample">
                <setting name="enabled">true</setting><setting name="period">1 ms</setting>
              </event>
            </configuration>
            """;

    /** Options of a JVM that records them, in a file. */
    static List<String> options(Path folder, Path recording) throws IOException {
        Path settings = Files.writeString(folder.resolve("profile.jfc"), SETTINGS);
        return List.of(
                "-XX:StartFlightRecording=filename=" + recording + ",settings=" + settings,
                "-XX:FlightRecorderOptions=stackdepth=200",
                "-Xlog:jfr+startup=off");
    }

    /**
     * Reads a recording.
     *
     * @param left out: the share of the samples at the beginning
     */
    static ProfileSamples of(Path recording, double left) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getStackTrace() != null) {
                    List<String> frames = frames(event.getStackTrace());
                    if (isTimed(frames)) {
                        samples.add(new Sample(event.getStartTime(), frames));
                    }
                }
            }
        }
        return new ProfileSamples(samples.stream()
                .sorted(Comparator.comparing(Sample::time))
                .skip((int) (samples.size() * left))
                .map(Sample::frames)
                .toList());
    }

    private record Sample(Instant time, List<String> frames) {}

    ProfileSamples plus(ProfileSamples others) {
        List<List<String>> all = new ArrayList<>(this.stacks);
        all.addAll(others.stacks);
        return new ProfileSamples(all);
    }

    /** How many of a hundred samples do this. */
    double doing(Activity activity) {
        return share(this.stacks.stream()
                .filter(stack -> Activity.of(stack.stream()
                                .takeWhile(frame -> !isOurs(frame))
                                .toList())
                        == activity));
    }

    /** How many of a hundred samples belong to this part. */
    double in(StartPart part) {
        return share(this.stacks.stream().filter(stack -> StartPart.of(stack) == part));
    }

    private double share(Stream<List<String>> some) {
        return 100.0 * some.count() / Math.max(1, this.stacks.size());
    }

    private static List<String> frames(RecordedStackTrace trace) {
        return trace.getFrames().stream().map(ProfileSamples::name).toList();
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    /** Whether the sample is of the time that the other scenarios measure. */
    private static boolean isTimed(List<String> stack) {
        return stack.stream().anyMatch(ProfileSamples::isOurs)
                && stack.stream().anyMatch(frame -> frame.endsWith(".createBean"));
    }

    private static boolean isOurs(String frame) {
        return frame.startsWith(OURS) && !frame.startsWith(Profile.class.getPackageName());
    }
}
