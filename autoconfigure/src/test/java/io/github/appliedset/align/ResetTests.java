package io.github.appliedset.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
class ResetTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 | LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'",
                "16 | LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ICU_RULES '&a < g'",
                "17 | LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
                "14 | LC_COLLATE 'C' LC_CTYPE 'C'"
            })
    void newDatabaseHasTheLocaleOfTheOldOne(int since, String locale, TestDatabase database) throws SQLException {
        assumeThat(Integer.parseInt(database.query("SHOW server_version_num").get(0)) / 10_000)
                .isGreaterThanOrEqualTo(since);
        String old = database.name() + "_old";
        String fresh = database.name() + "_new";
        database.executeAsSuperuser(
                "DROP DATABASE IF EXISTS " + old,
                "DROP DATABASE IF EXISTS " + fresh,
                "CREATE DATABASE " + old + " TEMPLATE template0 " + locale);
        try {
            database.executeAsSuperuser(
                    "CREATE DATABASE " + fresh + " TEMPLATE template0 " + Reset.locale(database.dataSourceOf(old)));

            assertThat(database.query("SELECT DISTINCT to_jsonb(d) - '{oid,datname,datfrozenxid,datminmxid}'::text[]"
                            + " FROM pg_database d WHERE datname IN ('" + old + "', '" + fresh + "')"))
                    .hasSize(1);
        } finally {
            database.executeAsSuperuser(
                    "DROP DATABASE IF EXISTS " + old + " WITH (FORCE)", "DROP DATABASE IF EXISTS " + fresh);
        }
    }

    @Test
    void longNameIsCutBetweenItsCharacters() {
        String name = "\uD83D\uDE00".repeat(15) + "abc";

        String kept = Reset.with(name, "_before_align");

        assertThat(kept).isEqualTo("\uD83D\uDE00".repeat(12) + "_before_align");
        assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void shortNameStaysWhole() {
        assertThat(Reset.with("shop", "_before_align")).isEqualTo("shop_before_align");
    }
}
