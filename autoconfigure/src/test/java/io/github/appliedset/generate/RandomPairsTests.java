package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairs of schemas made up by chance are proven, or refused by name. {@code -Dpairs=500} tries more, {@code -Dpairs.seed=...}
 * the same ones again.
 */
@PostgresTest
@KeepsSessions
class RandomPairsTests {

    private static final int PAIRS = Integer.getInteger("pairs", 25);
    private static final long SEED = Long.getLong("pairs.seed", System.nanoTime());
    private static final int AT_ONCE = 4;

    @Test
    void pairsAreProvenOrRefusedByName(TestDatabase database, @TempDir Path folder) throws Exception {
        System.out.println("-Dpairs=" + PAIRS + " -Dpairs.seed=" + SEED);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<String>> outcomes = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            RandomSchema from = new RandomSchema(new Random(SEED + pair));
            String before = from.sql();
            String after = from.edited().sql();
            Path own = Files.createDirectory(folder.resolve(String.valueOf(pair)));
            outcomes.add(pool.submit(() -> problem(database, own, before, after)));
        }
        pool.shutdown();
        List<String> problems = new ArrayList<>();
        for (Future<String> outcome : outcomes) {
            if (!outcome.get().isEmpty()) {
                problems.add(outcome.get());
            }
        }

        assertThat(String.join("\n\n", problems)).as("seed %s", SEED).isEmpty();
    }

    /** Empty if the pair was proven, and a second run has nothing to do. */
    private static String problem(TestDatabase database, Path folder, String before, String after) throws IOException {
        Path migrations = Files.createDirectory(folder.resolve("migration"));
        Path declared = Files.createDirectory(folder.resolve("schema"));
        new MigrationFolder(migrations).with("1_from.up.sql", before);
        Files.writeString(declared.resolve("to.sql"), after);
        MigrationGenerator generator = MigrationGenerator.builder()
                .dataSource(database.superuser())
                .locations("file:" + migrations)
                .declared("file:" + declared)
                .allow("DATA_LOSS")
                .renames("none")
                .build();
        try {
            generator.generate().write(migrations);
            return generator.generate().isEmpty() ? "" : "not at its end\n" + before + "\nTO\n" + after;
        } catch (RuntimeException failure) {
            return failure.getMessage() + "\n" + before + "\nTO\n" + after;
        }
    }
}
