package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** More pairs of schemas, each proven from the first to the second and back: {@code -Dpairs.all=true}. */
@PostgresTest
@EnabledIfSystemProperty(named = "pairs.all", matches = "true")
class PairTests {

    private static final Path PAIRS = Path.of("src/test/resources/pairs.txt");
    private static final int AT_ONCE = 4;

    private static Map<String, String[]> pairs() throws IOException {
        Map<String, String[]> pairs = new LinkedHashMap<>();
        for (String part : Files.readString(PAIRS).split("(?m)^=== ")) {
            if (!part.isBlank()) {
                String[] sides = part.split("(?m)^--- [ab]\n");
                pairs.put(sides[0].strip(), new String[] {sides[1], sides[2]});
            }
        }
        return pairs;
    }

    @Test
    void pairsAreProvenInBothDirections(TestDatabase database, @TempDir Path folder) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        Map<String, Future<String>> outcomes = new TreeMap<>();
        int number = 0;
        for (Map.Entry<String, String[]> pair : pairs().entrySet()) {
            String a = pair.getValue()[0];
            String b = pair.getValue()[1];
            Path there = Files.createDirectory(folder.resolve(String.valueOf(number++)));
            Path back = Files.createDirectory(folder.resolve(String.valueOf(number++)));
            outcomes.put(pair.getKey(), pool.submit(() -> problem(database, there, a, b)));
            outcomes.put(pair.getKey() + ", back", pool.submit(() -> problem(database, back, b, a)));
        }
        pool.shutdown();
        StringBuilder problems = new StringBuilder();
        for (Map.Entry<String, Future<String>> outcome : outcomes.entrySet()) {
            if (!outcome.getValue().get().isEmpty()) {
                problems.append(outcome.getKey())
                        .append(": ")
                        .append(outcome.getValue().get());
            }
        }

        assertThat(problems.toString()).isEmpty();
    }

    private static String problem(TestDatabase database, Path folder, String from, String to) throws IOException {
        Path migrations = Files.createDirectory(folder.resolve("migration"));
        Path declared = Files.createDirectory(folder.resolve("schema"));
        new MigrationFolder(migrations).with("1_from.up.sql", from);
        Files.writeString(declared.resolve("to.sql"), to);
        try {
            MigrationGenerator.builder()
                    .dataSource(database.superuser())
                    .locations("file:" + migrations)
                    .declared("file:" + declared)
                    .allow("DATA_LOSS")
                    .renames("none")
                    .build()
                    .generate();
            return "";
        } catch (RuntimeException failure) {
            return failure.getMessage() + "\n";
        }
    }
}
