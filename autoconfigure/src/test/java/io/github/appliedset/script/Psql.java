package io.github.appliedset.script;

import io.github.appliedset.script.RecordingServer.Sent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real {@code psql}, asked how it cuts scripts. */
final class Psql {

    private static final long PATIENCE_IN_SECONDS = 60;

    private Psql() {}

    /** What it sends for each of the scripts. */
    static List<List<Sent>> send(List<String> scripts) throws IOException, InterruptedException {
        if (Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, "psql")))) {
            throw new AssertionError("install psql (Debian: apt-get install postgresql-client)");
        }
        Path folder = Files.createTempDirectory("scripts");
        try (RecordingServer server = new RecordingServer()) {
            List<String> command = new ArrayList<>(
                    List.of("psql", "-X", "-q", "-h", "127.0.0.1", "-p", "" + server.port(), "-U", "nobody", "none"));
            for (int index = 0; index < scripts.size(); index++) {
                Path file = Files.writeString(folder.resolve(index + ".sql"), scripts.get(index));
                command.addAll(List.of("-f", file.toString(), "-c", endOf(index)));
            }
            Path output = folder.resolve("output.txt");
            ProcessBuilder psql =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            psql.environment().keySet().removeIf(name -> name.startsWith("PG"));
            psql.environment().put("PGCLIENTENCODING", "UTF8");
            run(psql, output);
            return split(server.sent(), scripts.size());
        } finally {
            delete(folder);
        }
    }

    private static void run(ProcessBuilder psql, Path output) throws IOException, InterruptedException {
        Process process = psql.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("psql hangs: " + Files.readString(output));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("psql gave up: " + Files.readString(output));
        }
    }

    /** A statement between two scripts; each script is cut from the beginning, whatever the one before left open. */
    private static String endOf(int script) {
        return "SELECT 'end of script " + script + "'";
    }

    private static List<List<Sent>> split(List<Sent> all, int scripts) {
        List<List<Sent>> result = new ArrayList<>();
        int from = 0;
        for (int index = 0; index < scripts; index++) {
            int to = all.indexOf(new Sent(endOf(index), ""));
            result.add(all.subList(from, to));
            from = to + 1;
        }
        return result;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
