package io.github.appliedset.schema.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalWordingTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId TABLE = APP.part(ObjectKind.TABLE, "t");

    /** In a database with columns of known types: state and other are texts, tags and more are arrays, both is both. */
    private static String canonical(ObjectId id, String text) {
        SchemaObject object = new SchemaObject(id, Map.of(Attribute.DEFINITION, new Text(text)));
        List<SchemaObject> all = CanonicalWording.of(List.of(
                object,
                column(TABLE, "state", "character varying(20)"),
                column(TABLE, "other", "text"),
                column(TABLE, "tags", "text[]"),
                column(TABLE, "more", "text[]"),
                column(TABLE, "both", "text"),
                column(APP.part(ObjectKind.TABLE, "u"), "both", "text[]"),
                new SchemaObject(
                        APP.part(ObjectKind.VIEW, "v"),
                        Map.of(Attribute.COLUMNS, new Items(List.of("other_list text[]"))))));
        String first = all.get(0).text(Attribute.DEFINITION).orElseThrow();
        SchemaObject again = CanonicalWording.of(all).get(0);
        assertThat(again).as("the second time").isEqualTo(all.get(0));
        return first;
    }

    private static SchemaObject column(ObjectId table, String name, String type) {
        return new SchemaObject(table.part(ObjectKind.COLUMN, name), Map.of(Attribute.TYPE, new Text(type)));
    }

    private static String check(String text) {
        return canonical(TABLE.part(ObjectKind.CONSTRAINT, "c"), text);
    }

    private static String view(String text) {
        return canonical(APP.part(ObjectKind.VIEW, "w"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (ARRAY['a'::varchar, 'b'::varchar])::text[]        | ARRAY[('a'::varchar)::text, ('b'::varchar)::text]
            (ARRAY['a'::varchar, f(x)])::app.mood[]            | ARRAY[('a'::varchar)::app.mood, (f(x))::app.mood]
            (ARRAY[1, n])::numeric(9,2)[]                      | ARRAY[(1)::numeric(9,2), (n)::numeric(9,2)]
            (ARRAY[(a)::date])::timestamp with time zone[]     | ARRAY[((a)::date)::timestamp with time zone]
            (ARRAY['1 d'::interval])::interval day to second[] | ARRAY[('1 d'::interval)::interval day to second]
            (ARRAY[state, other])::text[]                      | ARRAY[(state)::text, (other)::text]
            (ARRAY[t.state])::text[]                           | ARRAY[(t.state)::text]
            (ARRAY[tags, more])::text[]                        | ARRAY[(tags)::text[], (more)::text[]]
            (ARRAY[both])::text[]                              | ARRAY[(both)::text]
            (ARRAY[tags[1]])::text[]                           | ARRAY[(tags[1])::text]
            (ARRAY[COALESCE(x, 'n'::varchar)])::text[]         | ARRAY[(COALESCE(x, 'n'::varchar))::text]
            (ARRAY[NULLIF(x, (y)::varchar[])])::text[]         | ARRAY[(NULLIF(x, (y)::varchar[]))::text[]]
            (ARRAY[upper(x)])::varchar[]                       | ARRAY[(upper(x))::varchar]
            (ARRAY[(x)::varchar[]])::text[]                    | ARRAY[((x)::varchar[])::text[]]
            (ARRAY[ARRAY[1, 2], ARRAY[3]])::numeric[]          | ARRAY[ARRAY[(1)::numeric, (2)::numeric], ARRAY[(3)::numeric]]
            (ARRAY[(ARRAY[1])::int8[]])::text[]                | ARRAY[ARRAY[((1)::int8)::text]]
            (((ARRAY[1])::int8[])::text[])                     | (ARRAY[((1)::int8)::text])
            """)
    void castOfAnArrayIsOneOfItsElements(String shown, String shownAgain) {
        assertThat(check(shown)).isEqualTo(shownAgain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(ARRAY[f(x), i + 1])::text[]",
                "(ARRAY[unknown])::text[]",
                "(ARRAY[app.upper(x)])::text[]",
                "(ARRAY[COALESCE(x, f(y))])::text[]",
                "(ARRAY[tags[1:2]])::text[]",
                "(ARRAY[])::text[]",
                "(ARRAY['a'::text])::text",
                "ARRAY['a'::varchar]::text[]",
                "'(ARRAY[''a''::varchar])::text[]'::text",
                "\"(ARRAY['a'])::text[]\""
            })
    void keepsTheCastIfElementTypesAreUnknown(String text) {
        assertThat(check(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT t.id FROM t WHERE (ARRAY[t.state])::text[]                | ARRAY[(t.state)::text]
            SELECT t.id FROM t WHERE (ARRAY[t.both])::text[]                 | (ARRAY[t.both])::text[]
            SELECT x FROM f() q(state) WHERE (ARRAY[q.state])::text[]        | (ARRAY[q.state])::text[]
            SELECT (SELECT a AS state) FROM t WHERE (ARRAY[q.state])::text[] | (ARRAY[q.state])::text[]
            """)
    void queryCanGiveANameToSomethingElse(String query, String part) {
        assertThat(view(query)).endsWith(" WHERE " + part);
    }

    @Test
    void statisticsAreShownWithFewerBrackets() {
        assertThat(
                        canonical(
                                TABLE.part(ObjectKind.STATISTICS, "s"),
                                "ON (state = ANY (ARRAY['a'::varchar, 'b'::varchar]::text[])), (x = ANY (ARRAY[1, a + b]::numeric[]))"))
                .isEqualTo("ON (state = ANY (ARRAY['a'::varchar::text, 'b'::varchar::text])),"
                        + " (x = ANY (ARRAY[1::numeric, (a + b)::numeric]))");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CHECK (((a AND b) AND c))           | CHECK ((a AND b AND c))
            CHECK ((((a OR b) OR c) OR d))      | CHECK ((a OR b OR c OR d))
            CHECK ((((a) AND (b)) AND (c > 0))) | CHECK (((a) AND (b) AND (c > 0)))
            f(((a AND b) AND c), 1)             | f((a AND b AND c), 1)
            """)
    void firstOfNestedConditionsIsMerged(String shown, String shownAgain) {
        assertThat(check(shown)).isEqualTo(shownAgain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a AND (b AND c))",
                "((a AND b) OR c)",
                "((a OR b) AND c)",
                "(a AND (b OR c))",
                "((NOT a) AND b)",
                "((a = b) AND c)",
                "(( SELECT a AND b) AND c)",
                "((f(a AND b)) AND c)",
                "'((a AND b) AND c)'::text"
            })
    void otherConditionsKeepTheirBrackets(String text) {
        assertThat(check(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            EXISTS ( SELECT 'x'::text AS text)                              | EXISTS ( SELECT 'x'::text)
            ( SELECT NULL::date AS date)                                    | ( SELECT NULL::date)
            ( SELECT '-1'::integer AS int4, 'y'::character varying AS "varchar") | ( SELECT '-1'::integer, 'y'::character varying)
            ( SELECT 'a'::app.mood AS mood, '{}'::text[] AS text)           | ( SELECT 'a'::app.mood, '{}'::text[])
            ( SELECT '1 d'::interval day to second AS "interval")           | ( SELECT '1 d'::interval day to second)
            EXISTS ( SELECT true AS bool)                                   | EXISTS ( SELECT true)
            (x IN ( SELECT y UNION ALL SELECT false AS bool))               | (x IN ( SELECT y UNION ALL SELECT false))
            SELECT y UNION SELECT 1, true AS bool                           | SELECT y UNION SELECT 1, true
            SELECT ( SELECT true AS bool) AS bool                           | SELECT ( SELECT true) AS bool
            (x IN ( SELECT ( SELECT 'OPEN'::text) AS text))                 | (x IN ( SELECT ( SELECT 'OPEN'::text)))
            (x IN ( SELECT ( SELECT 'OPEN'::text AS text FROM t) AS text))  | (x IN ( SELECT ( SELECT 'OPEN'::text FROM t)))
            EXISTS ( SELECT 1, ( SELECT ( SELECT NULL::date AS date) AS date) AS date) | EXISTS ( SELECT 1, ( SELECT ( SELECT NULL::date)))
            EXISTS ( SELECT ('x'::text COLLATE "C") AS text)                | EXISTS ( SELECT ('x'::text COLLATE "C"))
            EXISTS ( SELECT (('x'::text COLLATE "C") COLLATE pg_catalog."POSIX") AS text) | EXISTS ( SELECT (('x'::text COLLATE "C") COLLATE pg_catalog."POSIX"))
            """)
    void nameThatAConstantHasAnywayIsLeftOut(String shown, String shownAgain) {
        assertThat(view(shown)).isEqualTo(shownAgain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'x'::text AS \"?column?\"",
                "SELECT 'x'::text AS other",
                "SELECT 'x'::text AS varchar",
                "SELECT (a)::text AS text",
                "SELECT 'x'::app.text AS other",
                "SELECT '''x''::text AS text'",
                "SELECT true AS bool",
                "SELECT q.a FROM ( SELECT true AS bool) q",
                "WITH q AS ( SELECT true AS bool) SELECT q.bool FROM q",
                "SELECT true AS bool UNION SELECT false",
                "SELECT EXISTS ( SELECT 'x'::text) AS text",
                "SELECT ( SELECT 'x'::text UNION SELECT 'y'::text) AS text",
                "SELECT ( SELECT 'x'::text, 'y'::text) AS text",
                "SELECT ( SELECT 'x'::text AS a) AS text",
                "SELECT (a COLLATE \"C\") AS text",
                "SELECT upper(('x'::text COLLATE \"C\")) AS text",
                "SELECT XMLFOREST('x'::text AS text, true AS bool, ( SELECT 'x'::text) AS text)",
                "SELECT XMLELEMENT(NAME a, XMLATTRIBUTES('x'::text AS text, true AS bool))",
                "SELECT a FROM XMLTABLE(XMLNAMESPACES ('x'::text AS text), ('/a'::text) PASSING (d) COLUMNS a text)",
                "SELECT JSON_VALUE(j, '$' PASSING 1 AS a, 'x'::text AS text)"
            })
    void otherNamesStay(String text) {
        assertThat(view(text)).isEqualTo(text);
    }

    @Test
    void joinsAndListsInFromHaveOneWording() {
        assertThat(view("SELECT 1 FROM (a LEFT JOIN b ON TRUE), (VALUES (1), (2)) v(a) WHERE 'ON TRUE (VALUES' = ''"))
                .isEqualTo(
                        "SELECT 1 FROM (a LEFT JOIN b ON (true)), ( VALUES (1), (2)) v(a) WHERE 'ON TRUE (VALUES' = ''");
    }

    @Test
    void bodyInAnotherLanguageIsLeftAlone() {
        ObjectId function = APP.part(ObjectKind.FUNCTION, "f(boolean)");

        assertThat(canonical(
                        function, "CREATE FUNCTION f(x boolean DEFAULT ((a AND b) AND c))\nAS $$ ((a AND b) AND c) $$"))
                .isEqualTo("CREATE FUNCTION f(x boolean DEFAULT (a AND b AND c))\nAS $$ ((a AND b) AND c) $$");
        assertThat(canonical(function, "CREATE FUNCTION f(x boolean)\nRETURN ((a AND b) AND c)"))
                .isEqualTo("CREATE FUNCTION f(x boolean)\nRETURN (a AND b AND c)");
    }

    @Test
    void checkOfADomainKnowsTheTypeOfItsValue() {
        assertThat(domain("integer", "c CHECK ((0.5 < ALL ((ARRAY[VALUE, 100])::numeric[])))"))
                .isEqualTo("c CHECK ((0.5 < ALL (ARRAY[(VALUE)::numeric, (100)::numeric])))");
        assertThat(domain("character varying(5)", "c CHECK (('{}'::jsonb ?| (ARRAY[VALUE])::text[]))"))
                .isEqualTo("c CHECK (('{}'::jsonb ?| ARRAY[(VALUE)::text]))");
        assertThat(domain("text[]", "c CHECK (f((ARRAY[VALUE])::varchar[]))"))
                .isEqualTo("c CHECK (f(ARRAY[(VALUE)::varchar[]]))");
    }

    private static String domain(String type, String check) {
        SchemaObject domain = new SchemaObject(
                APP.part(ObjectKind.DOMAIN, "d"),
                Map.of(Attribute.TYPE, new Text(type), Attribute.CHECKS, new Items(List.of(check))));
        return CanonicalWording.of(List.of(domain))
                .get(0)
                .items(Attribute.CHECKS)
                .get(0);
    }

    @Test
    void nameIsNotQuotedBecauseANewerServerDoes() {
        SchemaObject type = new SchemaObject(
                APP.part(ObjectKind.COMPOSITE_TYPE, "c"),
                Map.of(
                        Attribute.FIELDS,
                        new Items(List.of("\"json_object\" app.\"json_value\"[]", "\"Json\" text")),
                        Attribute.FIELD_COMMENTS,
                        new Items(List.of("\"json_object\": a \"json\" of it")),
                        Attribute.COMMENT,
                        new Text("\"json\"")));

        SchemaObject named = CanonicalWording.of(List.of(type)).get(0);

        assertThat(named.items(Attribute.FIELDS)).containsExactly("json_object app.json_value[]", "\"Json\" text");
        assertThat(named.items(Attribute.FIELD_COMMENTS)).containsExactly("json_object: a \"json\" of it");
        assertThat(named.text(Attribute.COMMENT)).contains("\"json\"");
        assertThat(KeywordNames.unquoted(ObjectKind.FUNCTION, "\"json_object\"(app.\"json\", \"Json\")"))
                .isEqualTo("json_object(app.json, \"Json\")");
        assertThat(KeywordNames.unquoted(ObjectKind.TABLE, "\"json\"")).isEqualTo("\"json\"");
    }

    @Test
    void textWithoutSuchWordingsIsTheSameObject() {
        SchemaObject object = column(TABLE, "x", "((a AND b) AND c)");

        assertThat(CanonicalWording.of(List.of(object)).get(0)).isSameAs(object);
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a AND b) AND 'c", "(ARRAY['a'", ")](", "((a AND b", "'", "\"", "(ARRAY[1])::", "a::"})
    void textThatIsNoSqlStays(String text) {
        assertThat(check(text)).isEqualTo(text);
        assertThat(view(text)).isEqualTo(text);
    }
}
