package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each change is planned, measured and proven in both directions, or refused; the files and their hazards are part of
 * the case. A build takes every twentieth one, others on each version of PostgreSQL; {@code -Dcases=all} takes all,
 * {@code -Dcases=columns/} those whose name begins so, and {@code -Dcases=columns/+tables/} both.
 * {@code -Dcases.update=true} writes what comes out into the folders, to be read before it is committed.
 */
@PostgresTest
@KeepsSessions
class ChangeCaseTests {

    private static final boolean UPDATE = Boolean.getBoolean("cases.update");
    private static final String CASES = System.getProperty("cases", "");
    private static final int EVERY = Integer.getInteger("cases.every", 20);
    private static final int AT_ONCE = 4;
    private static final Map<ChangeCase, Future<String>> RUNNING = new ConcurrentHashMap<>();
    private static final String REFUSED = "refused: ";

    /** Older servers need other statements for the same thing: there, a case is proven, whatever the files say. */
    private static final int WORDED_SINCE = 17;

    private static int major;

    /** Each case has scratch databases of its own, so that several run at once on one server. */
    @BeforeAll
    static void start(TestDatabase database, @TempDir Path folder) throws IOException {
        major = Integer.parseInt(Sql.firstColumn(database.superuser(), "SHOW server_version_num")
                        .get(0))
                / 10_000;
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        int number = 0;
        for (ChangeCase each : cases()) {
            if (each.since() <= major) {
                Path own = Files.createDirectory(folder.resolve(String.valueOf(number++)));
                RUNNING.put(each, pool.submit(() -> outcome(each, database, own)));
            }
        }
        pool.shutdown();
    }

    static List<ChangeCase> cases() throws IOException {
        List<ChangeCase> all = ChangeCase.all();
        if (CASES.equals("all")) {
            return all;
        }
        if (!CASES.isEmpty()) {
            return all.stream()
                    .filter(each -> Stream.of(CASES.split("\\+")).anyMatch(each.toString()::startsWith))
                    .toList();
        }
        List<ChangeCase> some = new ArrayList<>();
        for (int index = Math.floorMod(major - WORDED_SINCE, EVERY); index < all.size(); index += EVERY) {
            some.add(all.get(index));
        }
        return some;
    }

    private static String outcome(ChangeCase change, TestDatabase database, Path folder) throws IOException {
        Path migrations = Files.createDirectory(folder.resolve("migration"));
        Path declared = Files.createDirectory(folder.resolve("schema"));
        if (!change.from().isEmpty()) {
            new MigrationFolder(migrations).with("1_from.up.sql", change.from());
        }
        Files.writeString(declared.resolve("to.sql"), change.to());
        MigrationGenerator generator = generator(change, database, migrations, declared);
        try {
            return files(generator.generate());
        } catch (GenerationRefusedException refused) {
            return refused.reasons().stream()
                    .map(reason -> REFUSED + reason.replace("\n", "\n  "))
                    .collect(Collectors.joining("\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changeIsProvenOrRefusedByName(ChangeCase change) throws Exception {
        assumeTrue(change.since() <= major, "a case of a later PostgreSQL");
        String outcome = RUNNING.get(change).get();
        if (!change.refused().isEmpty()) {
            assertThat(outcome).startsWith(REFUSED).contains(change.refused());
            return;
        }
        if (UPDATE && !outcome.startsWith(REFUSED)) {
            change.update(outcome, major);
        }
        if (major >= WORDED_SINCE) {
            assertThat(outcome).isEqualTo(change.expected(major));
        } else {
            assertThat(outcome).doesNotStartWith(REFUSED);
        }
    }

    private static MigrationGenerator generator(
            ChangeCase change, TestDatabase database, Path migrations, Path declared) {
        MigrationGenerator.Builder builder = MigrationGenerator.builder()
                .dataSource(database.superuser())
                .locations("file:" + migrations)
                .declared("file:" + declared);
        change.options().forEach(option -> {
            String[] sides = option.split("=", 2);
            switch (sides[0]) {
                case "allow" -> builder.allow(sides[1].split(","));
                case "renames" -> builder.renames(sides[1].split(","));
                case "online" -> builder.online(Boolean.parseBoolean(sides[1]));
                default -> throw new IllegalArgumentException(option);
            }
        });
        return builder.build();
    }

    /** One line for each file: its name, whether it runs outside a transaction, its hazards; below, its statements. */
    private static String files(GeneratedMigrations generated) {
        String files = generated.migrations().stream()
                .map(migration -> migration.name() + (migration.nonTransactional() ? " (no transaction)" : "")
                        + migration.hazards().stream()
                                .sorted()
                                .map(Hazard::name)
                                .collect(Collectors.joining(", ", ": ", ""))
                                .replaceFirst(": $", "")
                        + "\n" + statements(migration.up(), "  ") + statements(migration.down(), "  < "))
                .collect(Collectors.joining());
        return (files
                        + generated.notes().stream()
                                .map(note -> "note: "
                                        + note.lines().findFirst().orElse("").replaceAll("\\S*/(?=to\\.sql)", "")
                                        + "\n")
                                .collect(Collectors.joining()))
                .strip();
    }

    private static String statements(String text, String indent) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .map(line -> indent + line + "\n")
                .collect(Collectors.joining());
    }
}
