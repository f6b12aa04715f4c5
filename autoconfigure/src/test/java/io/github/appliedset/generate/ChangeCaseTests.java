package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change is planned, measured and proven in both directions; the files and their hazards are part of the case. */
@PostgresTest
class ChangeCaseTests {

    private static final boolean UPDATE = Boolean.getBoolean("cases.update");
    private static final Map<Path, StringBuilder> UPDATED = new TreeMap<>();

    static List<ChangeCase> cases() throws IOException {
        String only = System.getProperty("cases.only", "");
        return ChangeCase.all().stream()
                .filter(each -> only.isEmpty() || List.of(only.split("\\+")).contains(each.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changeIsProvenOrRefusedByName(ChangeCase change, TestDatabase database, @TempDir Path folder)
            throws IOException {
        Path migrations = Files.createDirectory(folder.resolve("migration"));
        Path declared = Files.createDirectory(folder.resolve("schema"));
        if (!change.section("from").isEmpty()) {
            new MigrationFolder(migrations).with("1_from.up.sql", change.section("from"));
        }
        Files.writeString(declared.resolve("to.sql"), change.section("to"));
        MigrationGenerator generator = generator(change, database, migrations, declared);

        if (!change.section("refused").isEmpty()) {
            assertThatExceptionOfType(GenerationRefusedException.class)
                    .isThrownBy(generator::generate)
                    .withMessageContaining(change.section("refused"));
            update(change, "");
            return;
        }
        GeneratedMigrations generated;
        try {
            generated = generator.generate();
        } catch (RuntimeException failure) {
            update(change, change.section("files"));
            throw failure;
        }
        String files = files(generated);
        update(change, files);
        if (!UPDATE) {
            assertThat(files).isEqualTo(change.section("files"));
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
