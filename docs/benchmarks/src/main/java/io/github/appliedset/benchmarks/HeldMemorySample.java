package io.github.appliedset.benchmarks;

import java.lang.management.ManagementFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** A JVM of its own in which an application runs; prints what is left in memory when its garbage is gone. */
final class HeldMemorySample {

    private HeldMemorySample() {}

    /** Takes the tool and the URL of the database. */
    public static void main(String[] arguments) {
        Tool tool = Tool.valueOf(arguments[0]);
        try (ConfigurableApplicationContext context =
                SampleApplication.run(tool, arguments[1], new ToolTime(tool.beans()))) {
            // What soft references and finalizers hold is let go of one collection after the other.
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            SampleJvm.print(
                    "held",
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
        }
    }
}
