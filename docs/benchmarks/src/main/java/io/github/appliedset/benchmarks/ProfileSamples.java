package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Stack traces of the time in which beans of applied-set were made, or of a whole process. */
record ProfileSamples(List<Sample> samples) {

    static final ProfileSamples NONE = new ProfileSamples(List.of());

    private static final String OURS = "io.github.appliedset.";

    private static final String BYTES = "weight";
    private static final String EACH_MILLISECOND =
            setting("jdk.ExecutionSample", "period", "1 ms") + setting("jdk.NativeMethodSample", "period", "1 ms");

    /** What is recorded. */
    enum Kind {
        /** What a thread does each millisecond while beans of applied-set are made. */
        START(EACH_MILLISECOND, List.of()),

        /** What the main thread does each millisecond, from its first to its last. */
        PROCESS(EACH_MILLISECOND, List.of()),

        /** What it does each millisecond while it generates migrations. */
        GENERATION(EACH_MILLISECOND, List.of()),

        /** What it allocates, each 16 KB. */
        ALLOCATION(
                setting("jdk.ObjectAllocationSample", "throttle", "off"),
                List.of("-XX:TLABSize=16k", "-XX:-ResizeTLAB"));

        private final String settings;
        private final List<String> options;

        Kind(String settings, List<String> options) {
            this.settings = settings;
            this.options = options;
        }

        private boolean takes(RecordedEvent event, List<String> frames) {
            return switch (this) {
                case PROCESS -> event.getThread("sampledThread").getJavaName().equals("main");
                case GENERATION -> frames.contains(GenerateSample.class.getName() + ".generate");
                default -> isTimed(frames);
            };
        }
    }

    private static String setting(String event, String name, String value) {
        return "<event name='" + event + "'><setting name='enabled'>true</setting><setting name='" + name + "'>" + value
                + "</setting></event>";
    }

    /** Options of a JVM that records them, in a file. */
    static List<String> options(Kind kind, Path folder, Path recording) throws IOException {
        Path settings = Files.writeString(
                folder.resolve("profile.jfc"), "<configuration version='2.0'>" + kind.settings + "</configuration>");
        List<String> options = new ArrayList<>(kind.options);
        options.addAll(List.of(
                "-XX:StartFlightRecording=filename=" + recording + ",settings=" + settings,
                "-XX:FlightRecorderOptions=stackdepth=200",
                "-Xlog:jfr+startup=off"));
        return options;
    }

    /**
     * Reads a recording.
     *
     * @param left out: the share of the samples at the beginning
     */
    static ProfileSamples of(Kind kind, Path recording, double left) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getStackTrace() != null) {
                    List<String> frames = frames(event.getStackTrace());
                    if (kind.takes(event, frames)) {
                        double weight = event.hasField(BYTES) ? event.getLong(BYTES) : 1;
                        samples.add(new Sample(event.getStartTime(), frames, weight));
                    }
                }
            }
        }
        return new ProfileSamples(samples.stream()
                .sorted(Comparator.comparing(Sample::time))
                .skip((int) (samples.size() * left))
                .toList());
    }

    /**
     * One of them.
     *
     * @param frames names of classes and methods, the innermost first
     * @param weight the bytes for which it stands, or 1
     */
    record Sample(Instant time, List<String> frames, double weight) {}

    ProfileSamples plus(ProfileSamples others) {
        List<Sample> all = new ArrayList<>(this.samples);
        all.addAll(others.samples);
        return new ProfileSamples(all);
    }

    /** How many of a hundred samples do this. */
    double doing(Activity activity) {
        return share(frames ->
                Activity.of(frames.stream().takeWhile(frame -> !isOurs(frame)).toList()) == activity);
    }

    /** How many of a hundred samples belong to this part. */
    double in(StartPart part) {
        return share(frames -> StartPart.of(frames) == part);
    }

    /** The same for a part of generating migrations. */
    double in(GeneratePart part) {
        return share(frames -> GeneratePart.of(frames) == part);
    }

    private double share(Predicate<List<String>> chosen) {
        return 100 * weight(chosen) / Math.max(1, weight(frames -> true));
    }

    private double weight(Predicate<List<String>> chosen) {
        return this.samples.stream()
                .filter(sample -> chosen.test(sample.frames()))
                .mapToDouble(Sample::weight)
                .sum();
    }

    /** The megabytes that one of some starts has allocated in this part. */
    double megabytes(StartPart part, int starts) {
        return weight(frames -> StartPart.of(frames) == part) / 1e6 / starts;
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
