package io.github.appliedset.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptOutlineTests {

    private static ScriptOutline outline(String script) throws IOException {
        return ScriptOutline.of(new StringReader(script));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1; COMMIT; SELECT 2",
                "SELECT 1; BEGIN; SELECT 2",
                "START TRANSACTION; SELECT 1",
                "SELECT 1; END",
                "SELECT 1; rollback",
                "SELECT 1; ABORT WORK; SELECT 2",
                "SELECT 1; COMMIT AND CHAIN; SELECT 2",
                "SELECT 1; ROLLBACK AND CHAIN",
                "SELECT 1; PREPARE TRANSACTION 'x'",
                "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT",
                "START TRANSACTION READ ONLY; SELECT 1; COMMIT",
                "BEGIN; BEGIN; SELECT 1; COMMIT",
                "BEGIN; SELECT 1; COMMIT; COMMIT",
                "BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 1; COMMIT",
                "BEGIN; SELECT 1; ROLLBACK",
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1",
                "SET LOCAL TRANSACTION READ ONLY",
                "SET TRANSACTION SNAPSHOT '0000-1'",
                "SET transaction_isolation = 'serializable'",
                "SET SESSION transaction_read_only TO on",
                "-- applied-set: no-transaction\nBEGIN; SELECT 1",
                "-- applied-set: no-transaction\nBEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT",
            })
    void transactionControlIsRefused(String script) throws Exception {
        assertThat(outline(script).problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.anchor()).isEqualTo("transaction-control"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'BEGIN; COMMIT;'",
                "-- COMMIT;\nSELECT 1",
                "DO $$ BEGIN NULL; END $$",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; SELECT 2",
                "SAVEPOINT a; RELEASE a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a",
                "CREATE TABLE commit (begin int)",
                "PREPARE q AS SELECT 1; EXECUTE q",
                "COMMIT PREPARED 'x'",
                "SET CONSTRAINTS ALL DEFERRED",
                "SET default_transaction_isolation = 'serializable'",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                "SET LOCAL SESSION CHARACTERISTICS AS TRANSACTION DEFERRABLE",
                "SET SESSION AUTHORIZATION characteristics",
            })
    void wordsThatOnlyLookLikeItAreNot(String script) throws Exception {
        assertThat(outline(script).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'BEGIN; SELECT 1; COMMIT;', 1, 1, 1",
        "'begin work; SELECT 1; SELECT 2; end transaction', 2, 1, 1",
        "'BEGIN TRANSACTION; SELECT 1; COMMIT WORK', 1, 1, 1",
        "'START TRANSACTION; COMMIT', 0, 1, 1",
        "'BEGIN; SELECT 1; COMMIT; SELECT 2', 2, 1, 2",
        "'SELECT 1; BEGIN; SELECT 2; SAVEPOINT a; ROLLBACK TO a; COMMIT; SELECT 3; BEGIN; SELECT 4; END', 6, 2, 4",
    })
    void pairsOfBeginAndCommitAreBlocks(String script, int statements, int blocks, int parts) throws Exception {
        ScriptOutline outline = outline(script);

        assertThat(outline.problems()).isEmpty();
        assertThat(outline.statements()).isEqualTo(statements);
        assertThat(outline.blocks()).isEqualTo(blocks);
        assertThat(outline.parts()).isEqualTo(parts);
        assertThat(outline.isSingleStatement()).isFalse();
    }

    @Test
    void eachMistakeInTheTransactionControlIsNamedWithItsPlace() throws Exception {
        assertThat(outline("BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;\nEND;\nSET TRANSACTION READ ONLY;\nABORT;\nBEGIN;")
                        .problems())
                .extracting(problem -> problem.position().line() + " " + problem.reason())
                .containsExactly(
                        "1 'BEGIN' begins a transaction that no COMMIT ends",
                        "5 'END' ends a transaction that no BEGIN in this file began",
                        "6 'SET TRANSACTION' sets a mode of the transaction, but the runner begins the transaction",
                        "7 'ABORT' ends the transaction, but the runner controls the transaction",
                        "8 'BEGIN' begins a transaction that no COMMIT ends");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET NAMES 'LATIN1'",
                "set session names  'win1252'",
                "SET LOCAL /* the old one */ NAMES 'LATIN1'",
                "SET client_encoding TO latin1",
                "SET client_encoding = /* UTF8 */ latin1 -- UTF8",
                "SET standard_conforming_strings = no"
            })
    void encodingOtherThanThatOfFilesIsRefused(String script) throws Exception {
        assertThat(outline(script).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.anchor()).isEqualTo("unsupported-setting"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET NAMES 'UTF8'",
                "SET NAMES",
                "SET LOCAL NAMES DEFAULT",
                "SET client_encoding = 'utf-8'",
                "SET client_encoding = 'UTF8' /* of the dump */",
                "SET client_encoding /* a */ = -- b\n 'UTF8'",
                "SET client_encoding TO \"UTF8\"",
                "SET client_encoding = 'unicode'",
                "SET standard_conforming_strings = yes",
                "SET standard_conforming_strings TO 'true' -- as it is",
                "SET datestyle = ISO, DMY /* as it is */"
            })
    void encodingOfFilesIsAccepted(String script) throws Exception {
        assertThat(outline(script).problems()).isEmpty();
    }

    @Test
    void everyProblemIsListedWithItsPlace() throws Exception {
        assertThat(outline("SELECT 1;\nCOMMIT;\n  ROLLBACK;\n").problems())
                .extracting(ScriptProblem::position)
                .containsExactly(new Position(2, 1), new Position(3, 3));
    }

    @Test
    void problemsBeforeTextThatCannotBeReadAreListedToo() throws Exception {
        assertThat(outline("BEGIN;\nROLLBACK;\nSELECT 'x").problems())
                .extracting(ScriptProblem::anchor)
                .containsExactly("unterminated-text", "transaction-control");
    }

    @Test
    void directivesStandAboveTheFirstStatement() throws Exception {
        ScriptDirectives directives = outline("""
                        -- Adds an index.
                        -- applied-set: no-transaction

                        --applied-set:lock-timeout=500ms
                        -- applied-set: statement-timeout=10m
                        CREATE INDEX CONCURRENTLY i ON t (a);""").directives();

        assertThat(directives)
                .isEqualTo(new ScriptDirectives(
                        true,
                        Duration.ofMillis(500),
                        Duration.ofMinutes(10),
                        List.of(),
                        List.of(),
                        BackfillDirectives.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- applied-set: no-transactions",
                "-- applied-set: no-transaction, lock-timeout=2s",
                "-- applied-set: lock-timeout=2",
                "-- applied-set: lock-timeout=-2s",
                "-- applied-set: lock-timeout=999h",
                "-- applied-set:",
                "-- Applied-Set: no-transaction",
                "-- applied-set no-transaction",
                "-- applied-set pause=1s",
                "--applied_set: lock-timeout=2s",
                "SELECT 1;\n-- applied-set: no-transaction",
                "ALTER TABLE t\n-- applied-set: lock-timeout=30s\nADD x int;",
                "SELECT 1 -- applied-set: no-transaction",
                "SELECT 1 -- applied-set: unknown\n;",
                "-- applied-set: lock-timeout=2s\n-- applied-set: lock-timeout=30s\nSELECT 1;",
                "-- applied-set: statement-timeout=2s\n\n-- applied-set: statement-timeout=2s",
                "-- applied-set: no-transaction\n-- applied-set: no-transaction\nSELECT 1;",
            })
    void unknownOrMisplacedDirectiveIsRefused(String script) throws Exception {
        assertThat(outline(script).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.anchor()).isEqualTo("invalid-directive"));
    }

    @Test
    void commentThatOnlyMentionsTheProductIsNoDirective() throws Exception {
        assertThat(outline("-- applied-set runs this\n-- see applied-set: the manual\nSELECT 1")
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET search_path = ''",
                "SET SESSION ROLE x",
                "RESET ALL",
                "SELECT set_config('a.b', 'c', false)",
                "CREATE TEMP TABLE t (a int)",
                "CREATE LOCAL TEMPORARY TABLE t (a int)",
                "CREATE TABLE pg_temp.t (a int)",
                "DO $$ BEGIN END $$",
                "CALL p()",
                "PREPARE q AS SELECT 1",
                "LISTEN a",
                "(SELECT 1)",
            })
    void statementThatMayLeaveSomethingInTheSessionIsNoticed(String script) throws Exception {
        assertThat(outline(script).mayChangeTheSession()).isTrue();
    }

    @Test
    void ordinaryStatementsKeepTheSession() throws Exception {
        assertThat(outline(
                                "CREATE TABLE t (a int); INSERT INTO t VALUES (1); SET LOCAL work_mem = '1MB'; ALTER TABLE t ADD b int")
                        .mayChangeTheSession())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SET app.tenant = 'x' | app.tenant",
                "SET LOCAL app.tenant TO 'x' | app.tenant",
                "SET SESSION \"App\".b = 'x' | App.b",
                "SELECT set_config('a.b', 'x', true) | a.b",
                "INSERT INTO t SELECT pg_catalog.set_config( E'a.b', 'x', false) | a.b",
                "SELECT set_config(name, 'x', false) FROM t | set_config",
                "DO $$ BEGIN PERFORM set_config('a.b', 'x', false); SET c.d = 1; END $$ | a.b,c.d",
                "LOAD 'auto_explain' | LOAD",
                "SELECT set_config('search_path', '', false); SET search_path = a, b; SET TimeZone = 'UTC' | ``",
                "ALTER ROLE r SET app.tenant = 'x'; UPDATE t SET a = b.c; CREATE TABLE t (a text DEFAULT 'set a.b = c') | ``"
            })
    void changesThatCannotBeUndoneAreFound(String script, String expected) throws Exception {
        assertThat(String.join(",", new TreeSet<>(outline(script).lastingChanges())))
                .isEqualTo(expected);
    }

    @Test
    void endlessCopyDataAreRefusedAtTheCopy() throws Exception {
        assertThat(outline("SELECT 1;\nCOPY t FROM STDIN;\n1\n2\n").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.position()).isEqualTo(new Position(2, 1)));
    }

    @Test
    void malformedBytesAreFoundByLineAndColumn() throws Exception {
        byte[] latin1 =
                ("-- fine\n" + "x".repeat(9000) + "\nSELECT 'caf\u00e9';").getBytes(StandardCharsets.ISO_8859_1);

        ScriptProblem problem = ScriptText.malformed(new ByteArrayInputStream(latin1));

        assertThat(problem.position()).isEqualTo(new Position(3, 12));
        assertThat(problem.reason()).isEqualTo("is not UTF-8: byte 0xE9");
    }

    @Test
    void cutOffCharacterAtTheEndIsMalformed() throws Exception {
        byte[] cut = {'S', (byte) 0xC3};

        assertThat(ScriptText.malformed(new ByteArrayInputStream(cut)).position())
                .isEqualTo(new Position(1, 2));
    }
}
