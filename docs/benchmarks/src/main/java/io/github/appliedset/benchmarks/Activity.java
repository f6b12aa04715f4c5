package io.github.appliedset.benchmarks;

import java.util.List;

/** What a thread does that makes the beans of applied-set. */
enum Activity {
    LOADING("loading classes", "ClassLoader.loadClass", "ClassLoader.defineClass", "ClassLoaders$"),
    LINKING("linking lambdas", "MethodHandleNatives.linkCallSite", "LambdaMetafactory"),
    WAITING("waiting for the database", "Net.poll", "SocketDispatcher", "FileDispatcherImpl.write"),
    DRIVING("in the driver", "org.postgresql."),
    ASKING("asking the file system", "UnixNativeDispatcher", "UnixFileSystem", "FileInputStream", "FileChannelImpl"),
    WIRING("in Spring", "org.springframework."),
    COMPUTING("the rest");

    private final String label;
    private final List<String> frames;

    Activity(String label, String... frames) {
        this.label = label;
        this.frames = List.of(frames);
    }

    /** The first that one of the frames below the innermost of applied-set belongs to. */
    static Activity of(List<String> frames) {
        for (Activity activity : values()) {
            if (frames.stream().anyMatch(frame -> activity.frames.stream().anyMatch(frame::contains))) {
                return activity;
            }
        }
        return COMPUTING;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
