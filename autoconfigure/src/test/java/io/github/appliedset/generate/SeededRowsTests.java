package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostgresTest
class SeededRowsTests {

    private static final String TRACKER = "public.applied_migrations";

    @Test
    void rowsReferToRowsOfTheSameTable(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE part (id int PRIMARY KEY, whole int REFERENCES part)");

        fill(database);

        assertThat(database.query("SELECT id || ' ' || whole FROM part WHERE whole IS NOT NULL ORDER BY id"))
                .containsExactly("2 1", "3 1");
    }

    @Test
    void rowsMeetAllThatTheirTableAsksFor(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE TABLE counted (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
                "CREATE TABLE state (name text CHECK (name IN ('open', 'done')))",
                "CREATE TABLE later (id int PRIMARY KEY)",
                "CREATE TABLE child (id int UNIQUE, later int NOT NULL REFERENCES later, at date DEFAULT now())");

        fill(database);

        assertThat(database.query("""
                        SELECT (SELECT count(*) FROM counted) || ' ' || (SELECT count(name) FROM state) || ' '
                               || (SELECT count(DISTINCT later) FROM child) || ' ' || (SELECT count(DISTINCT at) FROM child)""")).containsExactly("3 3 3 3");
    }

    @Test
    void oneValueOfManyTablesIsTold(TestDatabase database) throws SQLException {
        database.execute(
                "DO $$ BEGIN FOR n IN 1..205 LOOP"
                        + " EXECUTE format('CREATE TABLE t%s (id int GENERATED ALWAYS AS IDENTITY, a text, \"b;'' ?\" text)', n); END LOOP; END $$");

        fill(database);
        Map<String, String> before = digests(database);
        database.execute("UPDATE t104 SET \"b;' ?\" = 'other' WHERE id = 2");
        Map<String, String> after = digests(database);

        assertThat(before).hasSize(3 * 205).doesNotContainValue("");
        assertThat(after.entrySet())
                .filteredOn(digest -> !digest.getValue().equals(before.get(digest.getKey())))
                .extracting(Map.Entry::getKey)
                .containsExactly("public.t104.\"b;' ?\" text");
    }

    @Test
    void thePlaceOfEachOfManySequencesIsTold(TestDatabase database) throws SQLException {
        database.execute("DO $$ BEGIN FOR n IN 1..205 LOOP"
                + " EXECUTE format('CREATE SEQUENCE s%s START %s', n, n); END LOOP; END $$");
        database.execute("SELECT setval('s104', 1000)");

        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(SequencePositions.of(connection, name -> false))
                    .hasSize(205)
                    .allMatch(position -> position.name().equals("public.s104")
                            ? position.given() && position.last().intValueExact() == 1000
                            : !position.given() && position.name().equals("public.s" + position.last()));
        }
    }

    private static void fill(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(SeededRows.fill(connection, TRACKER)).isEmpty();
        }
    }

    private static Map<String, String> digests(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return SeededRows.digests(connection, false);
        }
    }
}
