package io.github.appliedset.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectNamesTests {

    private static Set<String> namesIn(String sql) throws Exception {
        return ObjectNames.of(Objects.requireNonNull(new SqlScriptReader(new StringReader(sql)).next()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_i ON ONLY s.a (id) | a_i,a
            CREATE INDEX CONCURRENTLY ON public.a (id)                          | a
            ALTER TABLE s."A b" ADD COLUMN c text                               | A b,c
            ALTER TYPE mood ADD VALUE IF NOT EXISTS 'bad'                       | mood,bad
            INSERT INTO t SELECT x FROM u JOIN v USING (id) ON CONFLICT DO NOTHING | t,u,v,id
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 FROM t $$ | f,t
            DROP TABLE /* not */ t -- from u                                    | t
            GRANT SELECT ON s.a TO PUBLIC                                       | a
            """)
    void namesFollowTheirKinds(String sql, String names) throws Exception {
        assertThat(namesIn(sql)).containsExactlyInAnyOrder(names.split(","));
    }

    @Test
    void longTextsAreNoProblem() throws Exception {
        String json = "{\"a\": \"" + "it''s \\\"x\\\" ".repeat(100_000) + "\"}";

        assertThat(namesIn("INSERT INTO t VALUES ('" + json + "', '" + "a.".repeat(100_000) + "')"))
                .contains("t");
    }
}
