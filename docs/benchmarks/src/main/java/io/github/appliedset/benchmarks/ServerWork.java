package io.github.appliedset.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * How long some work takes, and what a server that counts does meanwhile: milliseconds in statements, by what they are for, added
 * over all sessions; and the processor time of its processes and of this one.
 */
final class ServerWork {

    static final String ELAPSED = "elapsed";
    static final String CLIENT = "processors, client";

    /** The time of all processes of the server, also of those that have ended. */
    static final String SERVER = "processors, server";

    private static final OperatingSystemMXBean OWN =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double NANOS = 1e6;
    private static final int FIELDS_BEFORE_TIMES = 11;
    private static final double MILLIS_PER_TICK = 10;
    private static final long MILLIS_TO_END = 300;

    private final String url;
    private final String database;

    private ServerWork(String url, String database) {
        this.url = url;
        this.database = database;
    }

    /** Does the work, and returns the milliseconds by their labels; those elapsed alone if the server does not count. */
    static Map<String, List<Double>> during(String url, Callable<?> work) throws Exception {
        Optional<ServerWork> counting = of(url);
        Map<String, List<Double>> labelled = new LinkedHashMap<>();
        for (Map.Entry<String, Double> one :
                (counting.isEmpty() ? elapsed(work) : counting.get().during(work)).entrySet()) {
            labelled.put(one.getKey(), List.of(one.getValue()));
        }
        return labelled;
    }

    private static Map<String, Double> elapsed(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        long processors = OWN.getProcessCpuTime();
        work.call();
        Map<String, Double> milliseconds = new LinkedHashMap<>();
        milliseconds.put(ELAPSED, (System.nanoTime() - start) / NANOS);
        milliseconds.put(CLIENT, (OWN.getProcessCpuTime() - processors) / NANOS);
        return milliseconds;
    }

    private static Optional<ServerWork> of(String url) throws SQLException {
        ServerWork work = new ServerWork(
                url.replaceFirst("(//[^/]+/)[^?]+", "$1postgres"), url.replaceFirst(".*//[^/]+/([^?]+).*", "$1"));
        try (Connection connection = work.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT FROM pg_extension WHERE extname = '" + Server.COUNTER + "'")) {
            return row.next() ? Optional.of(work) : Optional.empty();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(this.url, "postgres", "");
    }

    private Map<String, Double> during(Callable<?> work) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_statements_reset()");
            long postmaster = postmaster(statement);
            double before = processors(postmaster);
            Map<String, Double> milliseconds = elapsed(work);
            // The time of a session that was closed counts when its process has ended.
            Thread.sleep(MILLIS_TO_END);
            milliseconds.put(SERVER, processors(postmaster) - before);
            for (ServerPart part : ServerPart.values()) {
                milliseconds.put(part.toString(), 0.0);
            }
            count(connection, milliseconds);
            return milliseconds;
        }
    }

    private void count(Connection connection, Map<String, Double> milliseconds) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT query, total_plan_time + total_exec_time FROM pg_stat_statements s"
                        + " JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = ?")) {
            statement.setString(1, this.database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    milliseconds.merge(ServerPart.of(rows.getString(1)).toString(), rows.getDouble(2), Double::sum);
                }
            }
        }
    }

    private static long postmaster(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The postmaster's own time, that of its children, and that of those which have ended. */
    private static double processors(long postmaster) {
        double ticks = ticks(postmaster, 4);
        for (ProcessHandle child :
                ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            ticks += ticks(child.pid(), 2);
        }
        return ticks * MILLIS_PER_TICK;
    }

    private static double ticks(long process, int times) {
        String text;
        try {
            text = Files.readString(Path.of("/proc/" + process + "/stat"));
        } catch (IOException hasEnded) {
            return 0;
        }
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        double sum = 0;
        for (int field = FIELDS_BEFORE_TIMES; field < FIELDS_BEFORE_TIMES + times; field++) {
            sum += Double.parseDouble(fields[field]);
        }
        return sum;
    }
}
