package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migrator.Migrator;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New bounds meet the number that a sequence has on the database where they are set, which the generator does not know. */
@PostgresTest
class SequenceNumbersTests {

    private static final String FAILS = "fails";

    /**
     * A sequence of its own, and one of an identity column.
     *
     * @param before its options
     * @param after those that are declared
     * @param last its number when the migration runs
     * @param given whether that was given
     * @param next what it gives then, or that the migration fails
     */
    private record Numbers(String before, String after, long last, boolean given, String next) {}

    private static final List<Numbers> ALL = List.of(
            new Numbers("", "MINVALUE 100", 1, false, "100"),
            new Numbers("", "MINVALUE 100", 5, true, "100"),
            new Numbers("", "MINVALUE 100", 150, true, "151"),
            new Numbers("", "MINVALUE 100 START 200", 150, true, "151"),
            new Numbers("MAXVALUE 90", "MAXVALUE 9", 8, true, "9"),
            new Numbers("MAXVALUE 90", "MAXVALUE 9", 50, true, FAILS),
            new Numbers("MAXVALUE 90 START 50", "MAXVALUE 9 START 3", 50, false, "3"),
            new Numbers("MAXVALUE 90 START 50", "MAXVALUE 9 START 3", 5, true, "6"),
            new Numbers("MAXVALUE 90 START 50", "MAXVALUE 9 START 3", 50, true, FAILS),
            new Numbers("START 20 CYCLE", "MINVALUE 10 START 20 CYCLE", 2, true, FAILS),
            new Numbers("INCREMENT -1", "INCREMENT -1 MAXVALUE -100", -5, true, "-100"),
            new Numbers("INCREMENT -1", "INCREMENT -1 MINVALUE -9", -50, true, FAILS),
            new Numbers("INCREMENT -1 MINVALUE -90 START -50", "INCREMENT -1 MINVALUE -9 START -3", -50, false, "-3"),
            new Numbers("MAXVALUE 100", "MINVALUE 2000 MAXVALUE 3000 START 2500", 50, true, "2500"),
            new Numbers("MINVALUE 2000 MAXVALUE 3000", "MAXVALUE 100", 2000, false, "1"),
            new Numbers("MINVALUE 2000 MAXVALUE 3000", "MAXVALUE 100", 2000, true, FAILS),
            new Numbers("MINVALUE 5 MAXVALUE 100", "INCREMENT -1 MINVALUE -50", 7, true, "-1"),
            new Numbers("INCREMENT 5", "INCREMENT -5 MINVALUE 1 MAXVALUE 100 START 1", 31, true, "26"));

    @Test
    void doesNotReuseSequenceNumbers(TestDatabase database, @TempDir Path folder) throws IOException {
        DataSource server = database.superuser();
        Path migrations = Files.createDirectory(folder.resolve("migration"));
        Path declared = Files.createDirectory(folder.resolve("schema"));
        String before = schema(Numbers::before);
        new MigrationFolder(migrations).with("1_from.up.sql", before);
        Files.writeString(declared.resolve("to.sql"), schema(Numbers::after));
        GeneratedMigrations generated = MigrationGenerator.builder()
                .dataSource(server)
                .locations("file:" + migrations)
                .declared("file:" + declared)
                .build()
                .generate();
        generated.write(migrations);
        Files.delete(migrations.resolve("1_from.up.sql"));
        Migrator migrator = Migrator.builder()
                .dataSource(server)
                .locations("file:" + migrations)
                .build();
        Sql.execute(server, before);
        for (String sequence : sequences()) {
            Numbers numbers = numbers(sequence);
            Sql.execute(server, "SELECT setval('" + sequence + "', " + numbers.last() + ", " + numbers.given() + ")");
        }
        Map<String, Integer> warned = new TreeMap<>();
        for (GeneratedMigration migration : generated.migrations()) {
            migration
                    .up()
                    .lines()
                    .filter(line -> line.startsWith("-- Probe: "))
                    .forEach(line -> warned.put(
                            sequence(migration.name()),
                            Integer.parseInt(
                                    Sql.firstColumn(server, line.substring(10)).get(0))));
        }

        Map<String, String> next = new TreeMap<>();
        while (next.size() < 2 * ALL.size()) {
            try {
                migrator.migrate();
                break;
            } catch (MigrationFailedException failure) {
                String sequence = sequence(failure.migration().name());
                next.put(sequence, FAILS);
                assertThat(Sql.firstColumn(server, "SELECT last_value || ' ' || is_called FROM " + sequence))
                        .containsExactly(numbers(sequence).last() + " "
                                + numbers(sequence).given());
                Sql.execute(server, "ALTER SEQUENCE " + sequence + " RESTART");
            }
        }
        for (String sequence : sequences()) {
            if (!next.containsKey(sequence)) {
                next.put(
                        sequence,
                        Sql.firstColumn(server, "SELECT nextval('" + sequence + "')")
                                .get(0));
            }
        }

        assertThat(next)
                .containsExactlyInAnyOrderEntriesOf(sequences().stream()
                        .collect(Collectors.toMap(
                                name -> name, name -> numbers(name).next())));
        assertThat(warned.entrySet().stream()
                        .filter(count -> count.getValue() > 0)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(sequences().stream()
                        .filter(name -> numbers(name).next().equals(FAILS))
                        .toList());
    }

    private static List<String> sequences() {
        return IntStream.range(0, ALL.size())
                .boxed()
                .flatMap(number -> Stream.of("public.s" + number, "public.t" + number + "_id_seq"))
                .toList();
    }

    /** From the name of the sequence, or of a file that alters it or its column. */
    private static Numbers numbers(String name) {
        return ALL.get(Integer.parseInt(name.replaceAll("\\D", "")));
    }

    private static String sequence(String file) {
        String number = file.replaceAll("\\D", "");
        return file.startsWith("t") ? "public.t" + number + "_id_seq" : "public.s" + number;
    }

    private static String schema(Function<Numbers, String> options) {
        List<String> statements = new ArrayList<>();
        for (int number = 0; number < ALL.size(); number++) {
            String its = options.apply(ALL.get(number));
            statements.add("CREATE SEQUENCE public.s" + number + " " + its + ";");
            statements.add("CREATE TABLE public.t" + number + " (id bigint GENERATED ALWAYS AS IDENTITY"
                    + (its.isEmpty() ? "" : " (" + its + ")") + ");");
        }
        return String.join("\n", statements);
    }
}
