package io.github.appliedset.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A JVM of its own that starts an application once, cold, and then again some times, and prints what each start took. */
final class StartSample {

    private StartSample() {}

    /** Takes the tool, the URL of the database, how often the application is started again, and SQL to run after each start. */
    public static void main(String[] arguments) throws SQLException {
        Tool tool = Tool.valueOf(arguments[0]);
        String url = arguments[1];
        int again = Integer.parseInt(arguments[2]);
        long start = System.nanoTime();
        print("cold", SampleApplication.start(tool, url));
        SampleJvm.print("context", (System.nanoTime() - start) / 1e6);
        undo(url, arguments);
        for (int i = 0; i < again; i++) {
            print("warm", SampleApplication.start(tool, url));
            undo(url, arguments);
        }
    }

    private static void undo(String url, String[] arguments) throws SQLException {
        if (arguments.length > 3) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                    Statement statement = connection.createStatement()) {
                statement.execute(arguments[3]);
            }
        }
    }

    private static void print(String name, ToolTime time) {
        SampleJvm.print(name, time.milliseconds());
        SampleJvm.print(name + "-megabytes", time.allocatedMegabytes());
    }
}
