package io.github.appliedset.generate;

import io.github.appliedset.scratch.ScratchDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * {@code pg_dump} as a second reader of a scratch database. What our own reader does not see, our comparison does not miss
 * either; PostgreSQL's own tool shares none of it.
 */
final class PgDump {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final Pattern PARTS = Pattern.compile("(?m)^--\\n-- Name: ");

    /** An older server does not know all that a newer client sets for its session; only these change what a dump leads to. */
    private static final Pattern SESSION_SETTING =
            Pattern.compile("(?m)^SET (?!check_function_bodies|xmloption|standard_conforming_strings|default_).*\\R?");

    /** What pg_dump says about the schema public of a new database, whether it has its first comment or none. */
    private static final Set<String> USUAL =
            Set.of("COMMENT ON SCHEMA public IS '';", "COMMENT ON SCHEMA public IS 'standard public schema';");

    /** Of these, the order of lines says nothing: columns stand where they were added, rights where they were granted. */
    private static final Pattern UNORDERED = Pattern.compile("; Type: (TABLE|FOREIGN TABLE|ACL|DEFAULT ACL);");

    /** Their order says nothing: one that is set again stands last. */
    private static final Pattern OPTIONS = Pattern.compile("\\bWITH \\(([^()]++)\\)");

    private final String schema;
    private final String table;

    private PgDump(String schema, String table) {
        this.schema = schema;
        this.table = table;
    }

    /**
     * The tool, where it is installed and can read the server.
     *
     * @param connection to the server
     * @param schema of the tracker, which is left out
     * @param table the tracker, which is left out with the tables beside it
     */
    static Optional<PgDump> of(Connection connection, String schema, String table) throws SQLException {
        int server = connection.getMetaData().getDatabaseMajorVersion();
        try {
            Matcher version = VERSION.matcher(output(new ProcessBuilder("pg_dump", "--version")));
            return version.find() && Integer.parseInt(version.group(1)) >= server
                    ? Optional.of(new PgDump(schema, table))
                    : Optional.empty();
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    /** What it says about a scratch database; empty if it cannot connect. */
    Optional<String> dump(DataSource scratch) {
        if (!(scratch instanceof PGSimpleDataSource database) || database.getSocketFactory() != null) {
            return Optional.empty();
        }
        ProcessBuilder process = new ProcessBuilder(
                "pg_dump",
                "--schema-only",
                "--no-password",
                "--no-subscriptions",
                "--lock-wait-timeout=30s",
                "--exclude-table=" + pattern(this.schema) + "." + pattern(this.table) + "*",
                "--host=" + database.getServerNames()[0],
                "--port=" + (database.getPortNumbers()[0] == 0 ? 5432 : database.getPortNumbers()[0]),
                "--username=" + database.getUser(),
                "--dbname=" + database.getDatabaseName());
        if (database.getPassword() != null) {
            process.environment().put("PGPASSWORD", database.getPassword());
        }
        if (database.getSslMode() != null) {
            process.environment().put("PGSSLMODE", database.getSslMode());
        }
        try {
            return Optional.of(output(process));
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }

    private static String pattern(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String output(ProcessBuilder process) throws IOException {
        Path output = Files.createTempFile("applied-set", ".sql");
        Process running = null;
        try {
            running = process.redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!running.waitFor(10, TimeUnit.MINUTES) || running.exitValue() != 0) {
                throw new IOException("pg_dump has failed or does not end");
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            if (running != null) {
                running.destroyForcibly();
            }
            Files.deleteIfExists(output);
        }
    }

    /**
     * How two dumps differ, in words; empty if they do not, or if one that differs cannot be restored.
     *
     * @param beside where databases can be made: texts that differ may mean the same, and are restored and dumped again
     */
    String difference(@Nullable String expected, @Nullable String found, DataSource beside) throws SQLException {
        if (expected == null || found == null || difference(expected, found).isEmpty()) {
            return "";
        }
        Optional<String> again = restored(expected, beside);
        Optional<String> foundAgain = restored(found, beside);
        return again.isPresent() && foundAgain.isPresent() ? difference(again.get(), foundAgain.get()) : "";
    }

    private Optional<String> restored(String dump, DataSource beside) throws SQLException {
        Matcher first = PARTS.matcher(dump);
        int header = first.find() ? first.start() : dump.length();
        String portable = SESSION_SETTING.matcher(dump.substring(0, header)).replaceAll("") + dump.substring(header);
        String statements = portable.lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .collect(Collectors.joining("\n"));
        try (ScratchDatabase scratch = ScratchDatabase.beside(beside)) {
            if (scratch.dataSource() instanceof PGSimpleDataSource database) {
                // Otherwise the driver looks for the ends of statements, and takes those of a body for some.
                database.setPreferQueryMode(PreferQueryMode.SIMPLE);
            }
            try (Connection connection = scratch.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(statements);
            } catch (SQLException notRestorable) {
                return Optional.empty();
            }
            return dump(scratch.dataSource());
        }
    }

    private String difference(String expected, String found) {
        List<String> missing = new ArrayList<>(statements(expected));
        List<String> additional = new ArrayList<>(statements(found));
        statements(found).forEach(missing::remove);
        statements(expected).forEach(additional::remove);
        StringBuilder text = new StringBuilder();
        missing.forEach(each -> text.append("- ").append(each).append('\n'));
        additional.forEach(each -> text.append("+ ").append(each).append('\n'));
        return text.toString();
    }

    private List<String> statements(String dump) {
        return Arrays.stream(PARTS.split(dump))
                .skip(1)
                .filter(part -> !part.startsWith(this.schema + "; Type: SCHEMA;"))
                .filter(part -> !part.startsWith("public; Type: SCHEMA;"))
                .map(PgDump::statement)
                .filter(statement -> !statement.isEmpty() && !USUAL.contains(statement))
                .toList();
    }

    private static String statement(String part) {
        int end = part.indexOf("\n--\n");
        String head = end < 0 ? "" : part.substring(0, end);
        List<String> lines = part.substring(end < 0 ? 0 : end + 4)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--") && !line.startsWith("\\"))
                .filter(line -> !line.startsWith("SET ") && !line.startsWith("SELECT pg_catalog.set_config("))
                .map(PgDump::withSortedOptions)
                .toList();
        return UNORDERED.matcher(head).find()
                ? lines.stream()
                        .map(line -> line.replaceFirst(",$", ""))
                        .sorted()
                        .collect(Collectors.joining("\n"))
                : String.join("\n", lines);
    }

    private static String withSortedOptions(String line) {
        return OPTIONS.matcher(line)
                .replaceAll(options -> Matcher.quoteReplacement("WITH ("
                        + Arrays.stream(options.group(1).split(", ")).sorted().collect(Collectors.joining(", "))
                        + ")"));
    }
}
