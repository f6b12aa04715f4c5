package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a team, deployed to a real database: everything on disk runs exactly once. */
@PostgresTest
class MigrationHistoryTests {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everythingOnDiskRunsExactlyOnce(long seed, @TempDir Path folder, TestDatabase database) throws IOException {
        Random random = new Random(seed);
        database.execute("CREATE TABLE public.effects (version int, content int)");
        MigrationFolder files = new MigrationFolder(folder);
        Map<Integer, String> names = new HashMap<>();
        Map<Integer, String> applied = new HashMap<>();
        Set<Integer> edited = new HashSet<>();
        Migrator migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(files.location())
                .build();

        for (int step = 0; step < 30; step++) {
            int version = 1 + random.nextInt(15);
            String name = names.get(version);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    if (name == null) {
                        names.put(version, "n0");
                        files.with(version + "_n0.up.sql", "INSERT INTO public.effects VALUES (" + version + ", 0)");
                    }
                }
                case 4 -> {
                    if (name != null) {
                        String other = "n" + random.nextInt(3);
                        files.renamed(version + "_" + name + ".up.sql", version + "_" + other + ".up.sql");
                        names.put(version, other);
                    }
                }
                case 5 -> {
                    if (name != null) {
                        int content = random.nextInt(2);
                        files.with(
                                version + "_" + name + ".up.sql",
                                "INSERT INTO public.effects VALUES (" + version + ", " + content + ")");
                        if (content == 0) {
                            edited.remove(version);
                        } else {
                            edited.add(version);
                        }
                    }
                }
                default -> deploy(migrator, names, applied, edited);
            }
        }

        assertThat(database.query("SELECT version FROM public.effects GROUP BY version HAVING count(*) > 1"))
                .isEmpty();
        assertThat(database.query("SELECT version FROM public.effects"))
                .containsExactlyInAnyOrderElementsOf(
                        applied.keySet().stream().map(Object::toString).toList());
        assertThat(database.query("SELECT e.version FROM public.effects e FULL JOIN public.applied_migrations a"
                        + " USING (version) WHERE e.version IS NULL OR a.version IS NULL"))
                .isEmpty();
    }

    private static void deploy(
            Migrator migrator, Map<Integer, String> names, Map<Integer, String> applied, Set<Integer> edited) {
        List<Integer> conflicts = new ArrayList<>();
        applied.forEach((version, as) -> {
            boolean editedNow = edited.contains(version);
            if (!as.equals(names.get(version) + "/" + editedNow)) {
                conflicts.add(version);
            }
        });
        try {
            migrator.migrate();
            assertThat(conflicts).isEmpty();
            names.forEach((version, name) -> applied.putIfAbsent(version, name + "/" + edited.contains(version)));
        } catch (MigrationConflictException refused) {
            assertThat(refused.conflicts()).hasSameSizeAs(conflicts);
        }
    }
}
