package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change is planned, measured and proven in both directions; the files and their hazards are part of the case. */
@PostgresTest
class ChangeCaseTests {

    private static final boolean UPDATE = Boolean.getBoolean("cases.update");
    private static final Map<Path, StringBuilder> UPDATED = new TreeMap<>();
    private static final int AT_ONCE = 4;
    private static final Map<ChangeCase, Future<String>> RUNNING = new ConcurrentHashMap<>();
    private static final String REFUSED = "refused: ";

    /** Each case has scratch databases of its own, so that several run at once on one server. */
    @BeforeAll
    static void start(TestDatabase database, @TempDir Path folder) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        int number = 0;
        for (ChangeCase each : cases()) {
            Path own = Files.createDirectory(folder.resolve(String.valueOf(number++)));
            RUNNING.put(each, pool.submit(() -> outcome(each, database, own)));
        }
        pool.shutdown();
    }

    private static String outcome(ChangeCase change, TestDatabase database, Path folder) throws IOException {
        Path migrations = Files.createDirectory(folder.resolve("migration"));
        Path declared = Files.createDirectory(folder.resolve("schema"));
        if (!change.section("from").isEmpty()) {
            new MigrationFolder(migrations).with("1_from.up.sql", change.section("from"));
        }
        Files.writeString(declared.resolve("to.sql"), change.section("to"));
        try {
            return files(generator(change, database, migrations, declared).generate());
        } catch (GenerationRefusedException refused) {
            return REFUSED + refused.getMessage();
        }
    }

    static List<ChangeCase> cases() throws IOException {
        String only = System.getProperty("cases.only", "");
        return ChangeCase.all().stream()
                .filter(each -> only.isEmpty() || List.of(only.split("\\+")).contains(each.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changeIsProvenOrRefusedByName(ChangeCase change) throws Exception {
        String outcome = RUNNING.get(change).get();
        if (!change.section("refused").isEmpty()) {
            assertThat(outcome).startsWith(REFUSED).contains(change.section("refused"));
            update(change, "");
            return;
        }
        update(change, outcome.startsWith(REFUSED) ? change.section("files") : outcome);
        if (!UPDATE || outcome.startsWith(REFUSED)) {
            assertThat(outcome).isEqualTo(change.section("files"));
        }
    }

    private static MigrationGenerator generator(
            ChangeCase change, TestDatabase database, Path migrations, Path declared) {
        MigrationGenerator.Builder builder = MigrationGenerator.builder()
                .dataSource(database.superuser())
                .locations("file:" + migrations)
                .declared("file:" + declared);
        change.section("options").lines().forEach(option -> {
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

    /** One line for each file: its name, whether it runs outside a transaction, its hazards, and its notes below. */
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
                                .map(note -> "note: " + note.lines().findFirst().orElse("") + "\n")
                                .collect(Collectors.joining()))
                .strip();
    }

    private static String statements(String text, String indent) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .map(line -> indent + line + "\n")
                .collect(Collectors.joining());
    }

    private static void update(ChangeCase change, String files) {
        if (UPDATE) {
            Map<String, String> sections = new java.util.LinkedHashMap<>(change.sections());
            if (!files.isEmpty()) {
                sections.put("files", files);
            }
            UPDATED.computeIfAbsent(change.file(), file -> new StringBuilder())
                    .append(new ChangeCase(change.file(), change.name(), sections).text());
        }
    }

    @AfterAll
    static void writeUpdated() throws IOException {
        for (Map.Entry<Path, StringBuilder> each : UPDATED.entrySet()) {
            Files.writeString(each.getKey(), each.getValue().toString());
        }
    }
}
