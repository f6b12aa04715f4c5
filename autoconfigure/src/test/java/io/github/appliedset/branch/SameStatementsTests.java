package io.github.appliedset.branch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is certain to be the same although it is written differently, and what is not. */
class SameStatementsTests {

    private static boolean same(String one, String other) {
        return SameStatements.in(file(one), file(other));
    }

    private static BranchFile file(String text) {
        return new BranchFile("1_a.up.sql", text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ALTER TABLE a ADD b int; | alter  table A\\n   add B INT",
                "SELECT 1; SELECT 2; | -- one\\nselect 1;\\n/* two */ select 2;",
                "SELECT 'A  b'; | SELECT 'A  b' ;",
                "-- applied-set: no-transaction\\nSELECT 1; | -- applied-set: no-transaction\\nselect 1;"
            })
    void layoutMakesNoDifference(String one, String other) {
        assertThat(same(one, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT 'A'; | SELECT 'a';",
                "SELECT 1 AS \"A\"; | SELECT 1 AS \"a\";",
                "DO $$BEGIN PERFORM f(1); END$$; | DO $$BEGIN PERFORM f(2); END$$;",
                "SELECT 'a  b'; | SELECT 'a b';",
                "CREATE TABLE Änderung (id int); | CREATE TABLE änderung (id int);",
                "SELECT 1; | SELECT 1; SELECT 1;",
                "SELECT 1; SELECT 2; | SELECT 2; SELECT 1;",
                "SELECT 1; | -- applied-set: no-transaction\\nSELECT 1;",
                "COPY a FROM STDIN;\\n1\\n\\\\.\\n | COPY a FROM STDIN;\\n1\\n\\\\.\\n",
                "-- nothing | -- nothing",
                "SELECT 'open | SELECT 'open"
            })
    void otherDifferencesCount(String one, String other) {
        assertThat(same(one, other)).isFalse();
    }

    private static BranchMigration migration(String label, String text) {
        BranchFile up = new BranchFile("db/" + label + ".up.sql", text.getBytes(StandardCharsets.UTF_8));
        return BranchTree.of("a tree", List.of(up)).migrations().get(0);
    }

    /** One number tells; another number only if there is no second candidate. */
    @Test
    void contentsThatAreGoneAreFoundUnderOtherNumbers() {
        BranchMigration was = migration("3_phone", "SELECT 1;");
        BranchMigration here = migration("3_phone", "select 1;");
        BranchMigration there = migration("7_phone", "select  1;");
        BranchMigration twice = migration("8_phone", "select   1;");

        assertThat(SameStatements.replaced(List.of(was), List.of(there)))
                .containsExactly(Map.entry(was.checksum(), there.checksum()));
        assertThat(SameStatements.replaced(List.of(was), List.of(there, here)))
                .containsExactly(Map.entry(was.checksum(), here.checksum()));
        assertThat(SameStatements.replaced(List.of(was), List.of(there, twice))).isEmpty();
        assertThat(SameStatements.replaced(List.of(was), List.of(there, migration("9_same", "SELECT 1;"))))
                .as("it is still there")
                .isEmpty();
    }
}
