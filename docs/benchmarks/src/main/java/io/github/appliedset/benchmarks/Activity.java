package io.github.appliedset.benchmarks;

import java.util.List;

/** What a thread does that makes the beans of applied-set. */
enum Activity implements StackPart {
    LOADING("loading classes", "ClassLoader.loadClass", "ClassLoader.defineClass", "ClassLoaders$"),
    LINKING("linking lambdas", "MethodHandleNatives.linkCallSite", "LambdaMetafactory"),
    WAITING("waiting for the database", "Net.poll", "SocketDispatcher", "FileDispatcherImpl.write"),
    DRIVING("in the driver", "org.postgresql."),
    ASKING("asking the file system", "UnixNativeDispatcher", "UnixFileSystem", "FileInputStream", "FileChannelImpl"),
    WIRING("in Spring", "org.springframework."),
    COMPUTING("the rest");

    private final String label;
    private final List<String> marks;

    Activity(String label, String... marks) {
        this.label = label;
        this.marks = List.of(marks);
    }

    /** The first that one of the frames below the innermost of applied-set belongs to. */
    static Activity of(List<String> frames) {
        return StackPart.of(values(), frames);
    }

    @Override
    public List<String> marks() {
        return this.marks;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
