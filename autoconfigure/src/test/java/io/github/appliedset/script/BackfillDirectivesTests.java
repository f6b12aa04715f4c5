package io.github.appliedset.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.script.ScriptDirectives.Reference;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackfillDirectivesTests {

    private static final String RANGE = "id BETWEEN current_setting('applied_set.batch_from')::bigint"
            + " AND current_setting('applied_set.batch_to')::bigint";
    private static final String UPDATE = "UPDATE t SET b = 1 WHERE " + RANGE + " AND b IS NULL;";
    private static final String BATCHES = "-- applied-set: batches=public.t.id\n";
    private static final String ENDLESS = "batches-do-not-end";

    private static ScriptOutline outline(String script) throws IOException {
        return ScriptOutline.of(new StringReader(script));
    }

    private static List<String> anchors(String script) throws IOException {
        return outline(script).problems().stream().map(ScriptProblem::anchor).toList();
    }

    @Test
    void valuesAreRead() throws IOException {
        ScriptDirectives all = outline("""
                        -- applied-set: batches=Public."Us""ers".id
                        -- applied-set: batch-size=500
                        -- applied-set: pause=100ms
                        -- applied-set: max-lag=10s
                        -- applied-set: done-when=SELECT 1 FROM t WHERE b IS NULL
                        -- applied-set: background
                        -- applied-set: after=204_add, 203_x
                        """ + UPDATE).directives();
        BackfillDirectives directives = all.backfill();

        assertThat(directives.batches()).isTrue();
        assertThat(directives.column()).contains(new BatchColumn("public", "Us\"ers", "id"));
        assertThat(directives.column().orElseThrow().tableSql()).isEqualTo("\"public\".\"Us\"\"ers\"");
        assertThat(directives.batchSize()).contains(500);
        assertThat(directives.pause()).contains(Duration.ofMillis(100));
        assertThat(directives.maxLag()).contains(Duration.ofSeconds(10));
        assertThat(directives.doneWhen()).contains("SELECT 1 FROM t WHERE b IS NULL");
        assertThat(directives.background()).isTrue();
        assertThat(all.after()).extracting(Reference::name).containsExactly("204_add", "203_x");
        assertThat(outline("SELECT 1;").directives().backfill()).isEqualTo(BackfillDirectives.NONE);
    }

    @Test
    void everyProblemIsFoundAtOnceWithItsLine() throws IOException {
        assertThat(outline("""
                        -- applied-set: batches=users.id
                        -- applied-set: batch-size=0
                        -- applied-set: pause=soon
                        -- applied-set: max-lag=10
                        -- applied-set: done-when=DELETE FROM t
                        -- applied-set: background=yes
                        -- applied-set: pause=1s
                        SELECT 1;
                        SELECT 2;
                        """).problems())
                .extracting(problem -> problem.position().line() + " " + problem.anchor())
                .containsExactly(
                        "1 invalid-directive",
                        "2 invalid-directive",
                        "3 invalid-directive",
                        "4 invalid-directive",
                        "5 invalid-directive",
                        "6 invalid-directive",
                        "7 invalid-directive",
                        "1 invalid-backfill");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- applied-set: batch-size=10",
                "-- applied-set: pause=10ms",
                "-- applied-set: max-lag=10s",
                "-- applied-set: done-when=SELECT 1",
                "-- applied-set: background",
                "-- applied-set: batches=t.id",
                "-- applied-set: batches=public.t.id,public.u.id",
                "-- applied-set: batches=public.t.id\n-- applied-set: no-transaction",
                "-- applied-set: batches=public.t.id\n-- applied-set: lock-timeout=5s",
                "-- applied-set: batches=public.t.id\n-- applied-set: batches=public.t.id",
                "-- applied-set: batches=public.t.id\n-- applied-set: done-when=SELECT 1; SELECT 2",
                "-- applied-set: batches=public.t.id\n-- applied-set: done-when=SELECT 'x",
                "-- applied set: batches=public.t.id",
                "-- applied-set: batch",
            })
    void directiveThatMeansNothingIsRefused(String directives) throws IOException {
        assertThat(anchors(directives + "\n" + UPDATE)).containsExactly("invalid-directive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO u SELECT * FROM t WHERE %s | invalid-backfill",
                "INSERT INTO u SELECT t.* FROM t JOIN v USING (id) WHERE %s | invalid-backfill",
                "INSERT INTO u SELECT * FROM t WHERE %s ON CONFLICT DO NOTHING |",
                "INSERT INTO u SELECT * FROM t WHERE %s AND NOT EXISTS (SELECT FROM u WHERE u.id = t.id) |",
                "INSERT INTO u SELECT t.* FROM t LEFT JOIN u USING (id) WHERE u.id IS NULL AND %s |",
                "WITH d AS (DELETE FROM t WHERE %s RETURNING *) INSERT INTO u SELECT * FROM d |",
            })
    void rowsAreNotInsertedAgainByASecondWalk(String statement, String anchor) throws IOException {
        String insert = statement.formatted(RANGE);

        assertThat(anchors(BATCHES + insert)).isEmpty();
        assertThat(anchors(BATCHES + "-- applied-set: done-when=SELECT 1\n" + insert))
                .isEqualTo(anchor == null ? List.of() : List.of(anchor));
    }

    @Test
    void batchSizeNeedsAColumn() throws IOException {
        assertThat(anchors("-- applied-set: batches\n-- applied-set: batch-size=10\nDELETE FROM t;"))
                .containsExactly("invalid-directive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET b = 1 WHERE " + RANGE,
                "update t set b = 1 where " + RANGE,
                "DELETE FROM t WHERE " + RANGE,
                "INSERT INTO u SELECT * FROM t WHERE " + RANGE,
                "MERGE INTO t USING (SELECT * FROM s WHERE " + RANGE + ") s ON t.id = s.id"
                        + " WHEN MATCHED THEN UPDATE SET b = s.b",
                "WITH c AS (SELECT id FROM t WHERE " + RANGE
                        + " FOR UPDATE) UPDATE t SET b = 1 FROM c WHERE t.id = c.id",
                "UPDATE t SET b = (SELECT x FROM u WHERE u.id = t.id ORDER BY x LIMIT 1) WHERE " + RANGE,
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND id IN (SELECT id FROM t WHERE b IS NULL FOR UPDATE)",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND id IN (SELECT id FROM u WHERE b IS NULL)",
                "UPDATE t SET b = 1 FROM u WHERE t.id = u.id AND u.b IS NULL AND " + RANGE,
                "UPDATE t SET a = id, t = 2 FROM u, v WHERE u.id = v.id AND u.id = t.id AND id = id AND " + RANGE,
                "DELETE FROM ONLY t USING u, v WHERE u.id = t.id AND v.id = u.id AND t." + RANGE,
                "UPDATE t SET b = s.n FROM (SELECT id, row_number() OVER () AS n FROM t) s WHERE s.id = t.id AND t.b IS NULL"
                        + " AND t." + RANGE,
                "UPDATE t SET b = (SELECT m.b FROM t m WHERE m.id = t.boss) WHERE " + RANGE,
                "DELETE FROM t WHERE " + RANGE + " AND EXISTS (SELECT FROM t o WHERE o.mail = t.mail AND o.id < t.id)",
                "DELETE FROM t WHERE " + RANGE + " AND id NOT IN (SELECT min(id) FROM t GROUP BY mail)",
                "MERGE INTO t USING (SELECT id FROM t) s ON t.id = s.id AND t.b IS NULL AND t." + RANGE
                        + " WHEN MATCHED THEN UPDATE SET b = 1",
                "INSERT INTO t SELECT id FROM t WHERE " + RANGE
                        + " AND b IS NULL ON CONFLICT (id) DO UPDATE SET b = 1 WHERE t.b IS NULL",
                "INSERT INTO t SELECT id FROM t WHERE " + RANGE + " ON CONFLICT DO NOTHING",
                "-- why\nUPDATE t SET b = 'LIMIT 10 SKIP LOCKED' /* LIMIT 10 */ WHERE " + RANGE,
                "BEGIN; UPDATE t SET b = 1 WHERE " + RANGE + "; COMMIT",
            })
    void statementThatGoesAlongTheColumnIsAccepted(String statement) throws IOException {
        assertThat(outline(BATCHES + statement).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT 1",
                "ALTER TABLE t ADD c int",
                "WITH d AS (DELETE FROM t RETURNING 1) SELECT count(*) FROM d",
                "UPDATE t SET b = 1; UPDATE t SET c = 1",
                "UPDATE t SET b = 1 WHERE b IS NULL",
                "UPDATE t SET b = 1 WHERE id >= current_setting('applied_set.batch_from')::bigint",
                "UPDATE t SET b = 1 WHERE id IN (SELECT id FROM t WHERE " + RANGE + " AND b IS NULL)",
                "WITH c AS (SELECT id FROM t WHERE " + RANGE + ") UPDATE t SET b = 1 FROM c WHERE t.id = c.id",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND id IN (SELECT id FROM t LIMIT 10)",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND id IN (SELECT id FROM t WHERE b IS NULL)",
                "UPDATE public.t SET b = 1 WHERE " + RANGE + " AND id IN (SELECT o.id FROM public.t o WHERE b IS NULL)",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND id NOT IN (SELECT id FROM t WHERE b IS NOT NULL)",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND id = ANY (ARRAY(SELECT id FROM t WHERE b IS NULL))",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND EXISTS (SELECT FROM t o WHERE o.id = t.id AND o.b IS NULL)",
                "UPDATE t SET b = 1 WHERE " + RANGE + " AND (SELECT o.b FROM t o WHERE o.id = t.id) IS NULL",
                "UPDATE t SET b = 1 FROM (SELECT * FROM t WHERE b IS NULL) s WHERE s.id = t.id AND t." + RANGE,
                "WITH c AS (SELECT id FROM t WHERE b IS NULL) UPDATE t SET b = 1 FROM c WHERE c.id = t.id AND t."
                        + RANGE,
                "UPDATE t SET b = 1 FROM t o WHERE o.id = t.id AND o.b IS NULL AND t." + RANGE,
                "UPDATE t SET b = 1 FROM u, t o WHERE o.id = t.id AND u.id = o.id AND o.b IS NULL AND t." + RANGE,
                "UPDATE t SET b = 1 WHERE " + RANGE
                        + " AND id IN (SELECT t.id FROM u, ONLY public.t WHERE t.b IS NULL)",
                "DELETE FROM t USING ONLY t o WHERE o.id = t.id AND o.b IS NULL AND t." + RANGE,
                "DELETE FROM t WHERE " + RANGE + " AND id IN (SELECT id FROM t WHERE b IS NULL)",
                "MERGE INTO t USING (SELECT id FROM t WHERE b IS NULL AND " + RANGE + ") s ON t.id = s.id"
                        + " WHEN MATCHED THEN UPDATE SET b = 1",
                "MERGE INTO t USING (SELECT id FROM t WHERE b IS NULL) s ON t.id = s.id AND t." + RANGE
                        + " WHEN MATCHED THEN UPDATE SET b = 1",
                "MERGE INTO t USING t s ON t.id = s.id AND t." + RANGE
                        + " WHEN MATCHED AND s.b IS NULL THEN UPDATE SET b = 1",
                "INSERT INTO t SELECT id FROM t WHERE " + RANGE + " AND b IS NULL ON CONFLICT (id) DO UPDATE SET b = 1",
                "DELETE FROM t WHERE " + RANGE + " AND id IN (SELECT id FROM t FETCH FIRST 10 ROWS ONLY)",
            })
    void statementNotAlongTheColumnIsRefused(String statement) throws IOException {
        assertThat(anchors(BATCHES + statement)).containsExactly("invalid-backfill");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM t WHERE old",
                "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE old LIMIT 1000 FOR UPDATE)",
                "DELETE FROM t WHERE ctid = ANY (ARRAY(SELECT ctid FROM t WHERE old LIMIT 1000 FOR NO KEY UPDATE))",
                "WITH c AS (SELECT id FROM t WHERE old LIMIT 1000 FOR UPDATE) DELETE FROM t USING c WHERE t.id = c.id",
                "DELETE FROM t WHERE id IN (SELECT id FROM u WHERE old LIMIT 1000)",
                "DELETE FROM app.t WHERE id IN (SELECT id FROM audit.t WHERE old LIMIT 1000)",
                "DELETE FROM \"T\" WHERE id IN (SELECT id FROM t WHERE old LIMIT 1000)",
                "INSERT INTO u SELECT * FROM t WHERE NOT EXISTS (SELECT FROM u WHERE u.id = t.id) LIMIT 1000",
                "INSERT INTO u SELECT t.* FROM t LEFT JOIN u USING (id) WHERE u.id IS NULL LIMIT 1000",
                "WITH d AS (DELETE FROM t WHERE old RETURNING *) INSERT INTO u SELECT * FROM d",
            })
    void statementThatComesToAnEndIsRepeated(String statement) throws IOException {
        ScriptOutline repeated = outline("-- applied-set: batches\n" + statement);

        assertThat(repeated.problems()).isEmpty();
        assertThat(repeated.findsRowsUnlocked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE old LIMIT 1000)",
                "DELETE FROM ONLY t WHERE id IN (SELECT id FROM ONLY public.t WHERE old LIMIT 1000)",
                "DELETE FROM public.t WHERE id IN (SELECT t.id FROM u JOIN public.t ON u.id = t.id WHERE u.old LIMIT 9)",
                "DELETE FROM \"T\" WHERE id IN (SELECT id FROM \"T\" WHERE old LIMIT 1000)",
                "DELETE FROM t WHERE ctid = ANY (ARRAY(SELECT ctid FROM t WHERE old LIMIT 1000))",
                "DELETE FROM t WHERE old AND id IN (SELECT id FROM t WHERE old LIMIT 1000)",
                "DELETE FROM t USING (SELECT id FROM t WHERE old LIMIT 1000) c WHERE t.id = c.id",
                "WITH c AS (SELECT id FROM t WHERE old LIMIT 1000) DELETE FROM t USING c WHERE t.id = c.id",
                "DELETE FROM t WHERE id IN (SELECT id FROM t WHERE old LIMIT 1000 FOR KEY SHARE)",
                "DELETE FROM t WHERE id IN (SELECT id FROM u, t WHERE u.id = t.id AND old LIMIT 1000)",
                "DELETE FROM t WHERE id IN (SELECT id FROM t LIMIT 1000)",
                "DELETE FROM t WHERE EXISTS (SELECT FROM t o WHERE o.mail = t.mail AND o.id < t.id)",
                "DELETE FROM t WHERE id NOT IN (SELECT min(id) FROM t GROUP BY mail)",
                "DELETE FROM t WHERE id IN (SELECT t.id FROM t JOIN u ON u.id = t.id AND u.old LIMIT 9 FOR UPDATE OF u)",
                "DELETE FROM t USING t o WHERE o.id = t.id AND o.old",
                "DELETE FROM ONLY public.t USING ONLY public.t o WHERE o.id = t.id AND o.old",
                "DELETE FROM t USING u, t o WHERE o.id = t.id AND u.id = o.id AND o.old",
                "DELETE FROM t USING u JOIN t o ON o.id = u.id WHERE o.id = t.id AND o.old",
                "WITH d AS (DELETE FROM t USING t o WHERE o.id = t.id AND o.old RETURNING t.*) INSERT INTO u SELECT * FROM d",
                "DELETE FROM t WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY mail) n FROM t) d"
                        + " WHERE n > 1 LIMIT 1000)",
                "WITH d AS (DELETE FROM t WHERE id IN (SELECT id FROM t WHERE old LIMIT 1000) RETURNING *)"
                        + " INSERT INTO u SELECT * FROM d",
            })
    void rowsThatAreDeletedAreFoundUnlocked(String statement) throws IOException {
        assertThat(anchors("-- applied-set: batches\n" + statement)).isEmpty();
        assertThat(outline("-- applied-set: batches\n" + statement).findsRowsUnlocked())
                .isTrue();
        assertThat(outline(statement).findsRowsUnlocked()).isFalse();
    }

    @Test
    void whetherOtherNamesMeanTheSameRowsIsLeftToTheServer() throws IOException {
        assertThat(outline(
                                "-- applied-set: batches\nDELETE FROM app.t USING \"U\", v WHERE v.id = t.id AND t.id IN (SELECT id FROM w"
                                        + " WHERE old LIMIT 9) AND t.id NOT IN (SELECT id FROM x WHERE old FOR UPDATE)")
                        .readBeside())
                .containsExactly(
                        new ReadBeside("\"app\".\"t\"", "\"U\""),
                        new ReadBeside("\"app\".\"t\"", "\"v\""),
                        new ReadBeside("\"app\".\"t\"", "\"w\""));
        assertThat(outline("DELETE FROM t USING v WHERE v.id = t.id").readBeside())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH d AS (DELETE FROM t WHERE id IN (SELECT id FROM t WHERE old AND " + RANGE + ") RETURNING *)"
                        + " INSERT INTO u SELECT * FROM d",
                "WITH d AS (UPDATE t SET old = true WHERE id IN (SELECT id FROM t WHERE NOT old AND " + RANGE
                        + ") RETURNING *) INSERT INTO u SELECT * FROM d",
            })
    void rowsThatAreMovedAreFoundUnlocked(String statement) throws IOException {
        String locking = statement.replace(") RETURNING", " FOR UPDATE) RETURNING");

        assertThat(anchors(BATCHES + statement)).isEmpty();
        assertThat(outline(BATCHES + statement).findsRowsUnlocked()).isTrue();
        assertThat(outline(BATCHES + locking).findsRowsUnlocked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE \"T\" SET b = 1 WHERE " + RANGE + " AND id IN (SELECT id FROM \"T\" WHERE b IS NULL)",
                "UPDATE public.\"T\" SET b = 1 FROM \"T\" o WHERE o.\"id\" = \"T\".\"id\" AND o.b IS NULL AND \"T\"."
                        + RANGE,
            })
    void quotedNamesAreRead(String statement) throws IOException {
        String batches = "-- applied-set: batches=public.\"T\".id\n";

        assertThat(anchors(batches + statement)).containsExactly("invalid-backfill");
        assertThat(anchors(BATCHES + statement)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET b = 1 WHERE id IN (SELECT id FROM t WHERE b IS NULL ORDER BY id LIMIT 10)",
                "UPDATE t SET norm = lower(email) WHERE norm IS NULL",
                "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET b = s.b",
                "INSERT INTO u SELECT * FROM t LIMIT 1000",
                "INSERT INTO u SELECT * FROM t LIMIT 1000 ON CONFLICT DO NOTHING",
                "INSERT INTO u VALUES (1)",
                "DELETE FROM t WHERE id IN (SELECT id FROM t LIMIT 10 FOR UPDATE SKIP LOCKED)",
            })
    void statementThatMayNotEndIsRefused(String statement) throws IOException {
        assertThat(anchors("-- applied-set: batches\n" + statement)).containsExactly(ENDLESS);
    }

    @Test
    void skippingLockedRowsAlongAColumnIsRefused() throws IOException {
        assertThat(anchors(BATCHES + "WITH c AS (SELECT id FROM t WHERE " + RANGE
                        + " FOR UPDATE SKIP LOCKED) UPDATE t SET b = 1 FROM c WHERE t.id = c.id"))
                .containsExactly(ENDLESS);
    }
}
