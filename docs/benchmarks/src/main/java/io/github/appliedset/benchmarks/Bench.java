package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import liquibase.exception.LiquibaseException;

/** What the scenarios share: the server, the migrations on disk, and the place for the results. */
final class Bench {

    private final Server server;
    private final Mode mode;
    private final Results results;
    private final Path work;
    private final Path bootJar;
    private final Map<String, Path> written = new HashMap<>();
    private int tripsOfNone = -1;

    Bench(Server server, Mode mode, Results results, Path work, Path bootJar) {
        this.server = server;
        this.mode = mode;
        this.results = results;
        this.work = work;
        this.bootJar = bootJar;
    }

    /** The same on another server, with results of its own. */
    Bench on(Server other) throws IOException {
        return new Bench(other, this.mode, new Results(), Files.createTempDirectory(this.work, "other"), this.bootJar);
    }

    Server server() {
        return this.server;
    }

    Mode mode() {
        return this.mode;
    }

    Results results() {
        return this.results;
    }

    Path work() {
        return this.work;
    }

    /** A root of a class path that holds so many migrations of the tool. */
    Path root(Tool tool, int count) {
        return once(tool + "-" + count, path -> Corpus.write(path, tool, count));
    }

    /** The same and one more. */
    Path rootWithOneMore(Tool tool, int count) {
        return once(tool + "-" + count + "-and-one", path -> {
            Corpus.write(path, tool, count);
            Corpus.addOneMore(path, tool, count + 1);
        });
    }

    /** The same where an application has started with the others before the one was added, as it does with each release. */
    Path rootWithOneMoreSince(Tool tool, int count, String url) {
        return once(tool + "-" + count + "-and-one-since", path -> {
            Corpus.write(path, tool, count);
            start(tool, path, url, 0);
            Corpus.addOneMore(path, tool, count + 1);
        });
    }

    /** A folder with an application that declares so many tables. */
    Path declaredTables(int count) {
        return once("declared-" + count, path -> DeclaredTables.write(path, count));
    }

    /** A Boot jar that holds so many migrations of the tool in one of its libraries. */
    Path nestedJar(Tool tool, int count) {
        Path root = root(tool, count);
        return once(tool + "-" + count + ".jar", path -> NestedJar.write(this.bootJar, root, path));
    }

    /** The same with what a build ahead of time writes down of them. */
    Path indexedJar(int count) {
        return indexedJar(root(Tool.APPLIED_SET, count), "indexed-" + count);
    }

    /** The same and one more. */
    Path indexedJarWithOneMore(int count) {
        return indexedJar(rootWithOneMore(Tool.APPLIED_SET, count), "indexed-" + count + "-and-one");
    }

    private Path indexedJar(Path root, String name) {
        return once(name + ".jar", path -> {
            Path indexed = this.work.resolve(name);
            Corpus.copy(root, indexed);
            Corpus.addIndex(indexed);
            NestedJar.write(this.bootJar, indexed, path);
        });
    }

    private interface Writing {

        void to(Path path) throws IOException;
    }

    private Path once(String name, Writing writing) {
        return this.written.computeIfAbsent(name, missing -> {
            try {
                Path path = this.work.resolve(name);
                writing.to(path);
                return path;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /** A database in which all of these migrations are recorded as applied. */
    String recorded(Tool tool, int count) throws SQLException, IOException, LiquibaseException {
        String database = this.server.createDatabase();
        Recorded.all(tool, root(tool, count), count, this.server.url(database));
        return database;
    }

    Map<String, List<Double>> start(Tool tool, Path root, String url, int warm) throws IOException {
        return SampleJvm.exploded(StartSample.class, root, tool.name(), url, Integer.toString(warm));
    }

    /** How many round trips a start takes, without those of an application that has no migrations. */
    int roundTrips(Tool tool, Path root, String database) throws IOException, SQLException {
        if (this.tripsOfNone < 0) {
            String empty = this.server.createDatabase();
            this.tripsOfNone = countedTrips(Tool.NONE, Files.createDirectories(this.work.resolve("nothing")), empty);
            this.server.drop(empty);
        }
        return countedTrips(tool, root, database) - this.tripsOfNone;
    }

    private int countedTrips(Tool tool, Path root, String database) throws IOException {
        try (DistanceProxy proxy = DistanceProxy.open(this.server.port(), 0)) {
            start(tool, root, Server.url(proxy.port(), database), 0);
            return proxy.roundTrips();
        }
    }
}
