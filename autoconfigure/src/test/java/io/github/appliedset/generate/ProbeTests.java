package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The query in the header of a file counts the rows on which the file fails. */
@PostgresTest
class ProbeTests {

    private static final Pattern PROBE = Pattern.compile("(?m)^-- Probe: (.*)$");

    private static final String FROM = """
            CREATE TABLE public.target (id int PRIMARY KEY, n int, UNIQUE (id, n));
            INSERT INTO public.target VALUES (1, 1), (2, 2);
            CREATE TABLE public.absent (bad boolean, a int);
            CREATE TABLE public.checked (bad boolean, a int, "Two Words" text);
            CREATE TABLE public.foreign_key (bad boolean, a int);
            CREATE TABLE public.full_key (bad boolean, a int, b int);
            CREATE TABLE public.indexed (bad boolean, "Name" text, b boolean);
            CREATE TABLE public.longer (bad boolean, a varchar(10));
            CREATE TABLE public.numbers (bad boolean, a bigint);
            CREATE TABLE public.pair (bad boolean, a int, "B" int);
            CREATE TABLE public.primary_key (bad boolean, a int);
            CREATE TABLE public.required (bad boolean);
            CREATE TABLE public.texts (bad boolean, a text);
            """;

    private static final String TO = """
            CREATE TABLE public.target (id int PRIMARY KEY, n int, UNIQUE (id, n));
            CREATE TABLE public.absent (bad boolean, a int NOT NULL);
            CREATE TABLE public.checked (bad boolean, a int, "Two Words" text, CHECK (a > 0 OR "Two Words" <> ')'));
            CREATE TABLE public.foreign_key (bad boolean, a int REFERENCES public.target);
            CREATE TABLE public.full_key (bad boolean, a int, b int,
                FOREIGN KEY (a, b) REFERENCES public.target (id, n) MATCH FULL);
            CREATE TABLE public.indexed (bad boolean, "Name" text, b boolean);
            CREATE UNIQUE INDEX indexed_name ON public.indexed (lower("Name")) WHERE b;
            CREATE TABLE public.longer (bad boolean, a varchar(3));
            CREATE TABLE public.numbers (bad boolean, a integer);
            CREATE TABLE public.pair (bad boolean, a int, "B" int, UNIQUE (a, "B"));
            CREATE TABLE public.primary_key (bad boolean, a int PRIMARY KEY);
            CREATE TABLE public.required (bad boolean, a int NOT NULL);
            CREATE TABLE public.texts (bad boolean, a integer);
            """;

    private static final String GOOD = """
            INSERT INTO public.absent VALUES (false, 1);
            INSERT INTO public.checked VALUES (false, 1, ')'), (false, NULL, NULL);
            INSERT INTO public.foreign_key VALUES (false, 1), (false, NULL);
            INSERT INTO public.full_key VALUES (false, 1, 1), (false, NULL, NULL);
            INSERT INTO public.indexed VALUES (false, 'a', true), (false, 'A', false), (false, NULL, true);
            INSERT INTO public.longer VALUES (false, 'abc'), (false, NULL);
            INSERT INTO public.numbers VALUES (false, 1), (false, NULL);
            INSERT INTO public.pair VALUES (false, 1, 1), (false, 1, NULL), (false, 1, NULL);
            INSERT INTO public.primary_key VALUES (false, 1);
            INSERT INTO public.texts VALUES (false, '1'), (false, NULL);
            """;

    private static final String BAD = """
            INSERT INTO public.absent VALUES (true, NULL);
            INSERT INTO public.checked VALUES (true, 0, ')');
            INSERT INTO public.foreign_key VALUES (true, 3);
            INSERT INTO public.full_key VALUES (true, 1, NULL);
            INSERT INTO public.indexed VALUES (true, 'A', true);
            INSERT INTO public.longer VALUES (true, 'abcd');
            INSERT INTO public.numbers VALUES (true, 3000000000);
            INSERT INTO public.pair VALUES (true, 1, 1);
            INSERT INTO public.primary_key VALUES (true, NULL);
            INSERT INTO public.required VALUES (true);
            INSERT INTO public.texts VALUES (true, 'x');
            """;

    @Test
    void rowsOnWhichAFileFailsAreCountedBefore(TestDatabase database, @TempDir Path folder) throws IOException {
        DataSource server = database.superuser();
        Map<String, String> probes = generated(server, folder, FROM, TO);
        Migrator migrator = Migrator.builder()
                .dataSource(server)
                .locations(new MigrationFolder(folder.resolve("migration")).location())
                .build();
        Sql.execute(server, FROM, GOOD);

        assertThat(probes)
                .allSatisfy((file, probe) -> assertThat(count(server, probe)).isZero());
        Sql.execute(server, BAD);
        assertThat(probes)
                .allSatisfy((file, probe) -> assertThat(count(server, probe)).isPositive());
        List<String> failed = new ArrayList<>();
        while (failed.size() < 20) {
            try {
                migrator.migrate();
                break;
            } catch (MigrationFailedException failure) {
                String name = failure.migration().name();
                String table = FROM.lines()
                        .map(line -> line.replaceFirst("CREATE TABLE public\\.(\\w+) .*", "$1"))
                        .filter(name::startsWith)
                        .findFirst()
                        .orElseThrow();
                failed.add(table);
                Sql.execute(server, "DELETE FROM public." + table + " WHERE bad");
            }
        }

        assertThat(failed)
                .containsExactlyInAnyOrder(
                        "absent",
                        "checked",
                        "foreign_key",
                        "full_key",
                        "indexed",
                        "longer",
                        "numbers",
                        "pair",
                        "primary_key",
                        "required",
                        "texts");
    }

    /** A header has one line for a query. */
    @Test
    void omitsQueriesWithSpacesWithinQuotes(TestDatabase database, @TempDir Path folder) throws IOException {
        Map<String, String> probes = generated(database.superuser(), folder, "CREATE TABLE public.a (b text);", """
                CREATE TABLE public.a (b text, CONSTRAINT inner_quote CHECK (b <> 'x"y  z'),
                    CONSTRAINT one_space CHECK (b <> 'it''s' OR b = 'x y'));
                """);

        assertThat(probes).containsOnlyKeys("a_validate_constraint_one_space");
    }

    @Test
    void rowsOfTablesThatInheritCountOnlyWhereTheyMatter(TestDatabase database, @TempDir Path folder)
            throws IOException {
        DataSource server = database.superuser();
        String before = """
                CREATE TABLE public.target (id int PRIMARY KEY);
                CREATE TABLE public.more_targets () INHERITS (public.target);
                CREATE TABLE public.checked (a int);
                CREATE TABLE public.indexed (a int);
                CREATE TABLE public.keyed (a int, b int);
                CREATE TABLE public.checked_heir () INHERITS (public.checked);
                CREATE TABLE public.indexed_heir () INHERITS (public.indexed);
                CREATE TABLE public.keyed_heir () INHERITS (public.keyed);
                """;
        Map<String, String> probes = generated(server, folder, before, """
                CREATE TABLE public.target (id int PRIMARY KEY);
                CREATE TABLE public.more_targets () INHERITS (public.target);
                CREATE TABLE public.checked (a int CHECK (a > 0), CONSTRAINT own CHECK (a < 9) NO INHERIT);
                CREATE TABLE public.indexed (a int);
                CREATE UNIQUE INDEX i ON public.indexed (a);
                CREATE TABLE public.keyed (a int UNIQUE, b int REFERENCES public.target);
                CREATE TABLE public.checked_heir () INHERITS (public.checked);
                CREATE TABLE public.indexed_heir () INHERITS (public.indexed);
                CREATE TABLE public.keyed_heir () INHERITS (public.keyed);
                """);
        Sql.execute(server, before, """
                INSERT INTO public.more_targets VALUES (3);
                INSERT INTO public.checked_heir VALUES (0), (10);
                INSERT INTO public.indexed VALUES (1);
                INSERT INTO public.indexed_heir VALUES (1), (1);
                INSERT INTO public.keyed VALUES (1, 3);
                INSERT INTO public.keyed_heir VALUES (1, 4), (1, 4);
                """);

        Map<String, Integer> counts = new TreeMap<>();
        probes.forEach((file, probe) -> counts.put(file, count(server, probe)));

        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "checked_validate_constraint_checked_a_check", 1,
                        "checked_validate_constraint_own", 0,
                        "indexed_add_index_i", 0,
                        "keyed_add_index_keyed_a_key", 0,
                        "keyed_validate_fk_b", 1));
    }

    /** The queries by the names of files; what PostgreSQL cannot be asked before 16 is left out. */
    private static Map<String, String> generated(DataSource server, Path folder, String from, String to)
            throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("migration"));
        Path declared = Files.createDirectories(folder.resolve("schema"));
        Path first = migrations.resolve("1_from.up.sql");
        Files.writeString(first, from);
        Files.writeString(declared.resolve("to.sql"), to);
        GeneratedMigrations generated = MigrationGenerator.builder()
                .dataSource(server)
                .locations("file:" + migrations)
                .declared("file:" + declared)
                .build()
                .generate();
        generated.write(migrations);
        Files.delete(first);
        Map<String, String> probes = new TreeMap<>();
        for (GeneratedMigration migration : generated.migrations()) {
            Matcher probe = PROBE.matcher(migration.up());
            assertThat(probe.find())
                    .as(migration.name())
                    .isEqualTo(migration.hazards().contains(Hazard.MAY_FAIL_ON_DATA));
            if (migration.hazards().contains(Hazard.MAY_FAIL_ON_DATA)
                    && !probe.group(1).startsWith("none")) {
                probes.put(migration.name(), probe.group(1));
            }
        }
        return probes;
    }

    private static int count(DataSource server, String probe) {
        return Integer.parseInt(Sql.firstColumn(server, probe).get(0));
    }
}
