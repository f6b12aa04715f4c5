package io.github.appliedset.schema.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.WordingComparison.Likeness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingComparisonTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId VIEW = APP.part(ObjectKind.VIEW, "v");

    private static Likeness compare(int one, int other, ObjectId id, Attribute attribute, Object first, Object second) {
        return WordingComparison.between(one, other)
                .compare(attribute, object(id, attribute, first), object(id, attribute, second));
    }

    private static SchemaObject object(ObjectId id, Attribute attribute, Object value) {
        AttributeValue text = value instanceof AttributeValue it ? it : new Text(value.toString());
        return new SchemaObject(id, Map.of(attribute, text, Attribute.PROVIDER, new Text("icu")));
    }

    private static Likeness views(int one, String first, int other, String second) {
        return compare(one, other, VIEW, Attribute.DEFINITION, first, second);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT a.id, a.at FROM s.a                           | SELECT id, at FROM s.a                          | SAME
            SELECT "A b".id FROM s.a "A b" WHERE "A b".n = 'a.b' | SELECT id FROM s.a "A b" WHERE n = 'a.b'        | SAME
            SELECT a.id FROM a WHERE (a.id IN ( SELECT a.id))    | SELECT id FROM a WHERE (id IN ( SELECT a.id))   | SAME
            SELECT a.id FROM a WHERE (a.id IN ( SELECT a.id))    | SELECT id FROM a WHERE (id IN ( SELECT id))     | DIFFERENT
            SELECT (a.c).x, f(a.*) FROM a                        | SELECT (c).x, f(a.*) FROM a                     | SAME
            SELECT f(a.*) FROM a                                 | SELECT f(*) FROM a                              | DIFFERENT
            SELECT "xmltable".x FROM XMLTABLE(('p') PASSING (d)) | SELECT x FROM XMLTABLE(('p') PASSING (d))       | SAME
            SELECT a.id, b.id FROM (a JOIN b ON (a.x = b.x))     | SELECT b.id, a.id FROM (a JOIN b ON (a.x = b.x)) | DIFFERENT
            SELECT a.id, b.n FROM (a JOIN b ON (a.x = b.x))      | SELECT id, n FROM (a JOIN b ON (a.x = b.x))     | DIFFERENT
            SELECT a.id FROM a, b                                | SELECT id FROM a, b                             | DIFFERENT
            SELECT a.id FROM a UNION SELECT a.id FROM a          | SELECT id FROM a UNION SELECT id FROM a         | DIFFERENT
            SELECT a.id FROM s.a WHERE a.n = 'a.b'               | SELECT id FROM s.a WHERE n = 'b'                | DIFFERENT
            SELECT a.id FROM s.a                                 | SELECT id FROM t.a                              | DIFFERENT
            SELECT a.id FROM s.a                                 | SELECT id FROM s.a WHERE true                   | DIFFERENT
            SELECT app.now() FROM s.app                          | SELECT now() FROM s.app                         | DIFFERENT
            SELECT x::app.mood FROM s.app                        | SELECT x::mood FROM s.app                       | DIFFERENT
            SELECT x COLLATE app.c FROM s.app                    | SELECT x COLLATE c FROM s.app                   | DIFFERENT
            SELECT x OPERATOR(app.+) 1 FROM s.app                | SELECT x OPERATOR(+) 1 FROM s.app               | DIFFERENT
            """)
    void viewOfOneRelationIsWordedShorterSince16(String older, String newer, Likeness likeness) {
        assertThat(views(15, older, 16, newer)).isEqualTo(likeness);
        assertThat(views(18, newer, 14, older)).isEqualTo(likeness);
        assertThat(views(16, newer, 17, older)).isEqualTo(Likeness.DIFFERENT);
        assertThat(views(14, newer, 15, older)).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void onlyViewsAreWordedShorter() {
        assertThat(compare(
                        15,
                        16,
                        APP.part(ObjectKind.FUNCTION, "f()"),
                        Attribute.DEFINITION,
                        "SELECT a.id FROM a",
                        "SELECT id FROM a"))
                .isEqualTo(Likeness.DIFFERENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            15 | 16 | CHECK ((system_user = 1))         | CHECK (("system_user" = 1))            | SAME
            16 | 17 | CHECK ((json = 1))                | CHECK (("json" = 1))                   | SAME
            14 | 17 | CHECK ((json_value = 1))          | CHECK (("json_value" = 1))             | SAME
            17 | 18 | CHECK ((json = 1))                | CHECK (("json" = 1))                   | DIFFERENT
            14 | 18 | CHECK ((json = 1))                | CHECK (("Json" = 1))                   | DIFFERENT
            14 | 18 | CHECK ((json = 1))                | CHECK (('"json"' = 1))                 | DIFFERENT
            15 | 16 | XMLSERIALIZE(CONTENT x AS text)   | XMLSERIALIZE(CONTENT x AS text NO INDENT) | SAME
            15 | 16 | XMLSERIALIZE(CONTENT x AS text)   | XMLSERIALIZE(CONTENT x AS text INDENT) | DIFFERENT
            16 | 17 | XMLSERIALIZE(CONTENT x AS text)   | XMLSERIALIZE(CONTENT x AS text NO INDENT) | DIFFERENT
            """)
    void otherWordsChangedWithTheirVersions(int one, int other, String first, String second, Likeness likeness) {
        assertThat(views(one, first, other, second)).isEqualTo(likeness);
        assertThat(views(other, second, one, first)).isEqualTo(likeness);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            de_DE                           | de-DE                            | SAME
            de@collation=phonebook          | de-u-co-phonebk                  | SAME
            de@colStrength=primary          | de-u-ks-level1                   | SAME
            en@colNumeric=yes;colCaseLevel=no | en-u-kc-false-kn               | SAME
            @colStrength=secondary          | und-u-ks-level2                  | SAME
            root                            | und                              | SAME
            C                               | en-US-u-va-posix                 | SAME
            iw                              | he                               | SAME
            und-u-ks-level2-kn-true         | und-u-kn-ks-level2               | SAME
            de@collation=phonebook          | de-u-co-search                   | DIFFERENT
            de@collation=phonebook          | de                               | DIFFERENT
            de-u-ks-level1                  | de-u-ks-level2                   | DIFFERENT
            de                              | fr                               | DIFFERENT
            de_DE                           | de                               | DIFFERENT
            """)
    void localesAreTagsSince16(String older, String newer, Likeness likeness) {
        ObjectId collation = APP.part(ObjectKind.COLLATION, "c");

        assertThat(compare(14, 17, collation, Attribute.LOCALE, older, newer)).isEqualTo(likeness);
        assertThat(compare(17, 18, collation, Attribute.LOCALE, older, newer)).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void localeOfTheOperatingSystemIsComparedLiterally() {
        ObjectId collation = APP.part(ObjectKind.COLLATION, "c");
        SchemaObject one = new SchemaObject(collation, Map.of(Attribute.LOCALE, new Text("de_DE")));
        SchemaObject other = new SchemaObject(collation, Map.of(Attribute.LOCALE, new Text("de-DE")));

        assertThat(WordingComparison.between(14, 17).compare(Attribute.LOCALE, one, other))
                .isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void privilegeThatIsNewIn17IsMissingBeforeIt() {
        ObjectId table = APP.part(ObjectKind.TABLE, "t");
        AttributeValue before = new Items(List.of("clerk INSERT", "clerk SELECT"));
        AttributeValue since = new Items(List.of("clerk INSERT", "clerk MAINTAIN", "clerk SELECT"));

        assertThat(compare(16, 17, table, Attribute.GRANTS, before, since)).isEqualTo(Likeness.SAME);
        assertThat(compare(17, 18, table, Attribute.GRANTS, before, since)).isEqualTo(Likeness.DIFFERENT);
    }

    @Test
    void tableWithNoOtherRightThanTheNewOneHasNoneBeforeIt() {
        ObjectId table = APP.part(ObjectKind.TABLE, "t");
        SchemaObject before = new SchemaObject(table, Map.of());
        SchemaObject since = object(
                table,
                Attribute.GRANTS,
                new Items(List.of("clerk MAINTAIN", "boss MAINTAIN WITH GRANT OPTION", "OWNER WITHOUT MAINTAIN")));
        SchemaObject other = object(table, Attribute.GRANTS, new Items(List.of("x MAINTAIN SELECT")));

        assertThat(WordingComparison.between(16, 17).compare(Attribute.GRANTS, before, since))
                .isEqualTo(Likeness.SAME);
        assertThat(WordingComparison.between(17, 18).compare(Attribute.GRANTS, before, since))
                .isEqualTo(Likeness.DIFFERENT);
        assertThat(WordingComparison.between(16, 17).compare(Attribute.GRANTS, before, other))
                .isEqualTo(Likeness.DIFFERENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (ARRAY[f(x), i + 1])::text[] | ARRAY[(f(x))::text, (i + 1)::text]     | WORDED_DIFFERENTLY
            (ARRAY[f(x)])::text[]        | ARRAY[(f(x))::text[]]                  | WORDED_DIFFERENTLY
            (ARRAY[f(x), i + 1])::text[] | ARRAY[(f(x))::text, (i + 2)::text]     | DIFFERENT
            (ARRAY[f(x), i + 1])::text[] | ARRAY[(f(x))::varchar, (i + 1)::text]  | DIFFERENT
            (a AND (b AND c))            | (a AND b AND c)                        | DIFFERENT
            (a OR (b AND c))             | ((a OR b) AND c)                       | DIFFERENT
            """)
    void undecidableWordingsDoNotCountAsDifferent(String one, String other, Likeness likeness) {
        assertThat(views(17, one, 17, other)).isEqualTo(likeness);
        assertThat(views(17, other, 17, one)).isEqualTo(likeness);
    }

    @Test
    void relationCalledNewHasAnotherAliasBefore16() {
        String before = "SELECT new_1.id, old.x FROM (app.new new_1 JOIN old old ON (new_1.id = old.id))";
        String since = "SELECT new.id, old.x FROM (app.new JOIN old ON (new.id = old.id))";

        assertThat(views(15, before, 16, since)).isEqualTo(Likeness.WORDED_DIFFERENTLY);
        assertThat(views(15, "SELECT new_1.id FROM app.new new_1", 16, "SELECT id FROM app.new"))
                .isEqualTo(Likeness.WORDED_DIFFERENTLY);
        assertThat(views(16, before, 17, since)).isEqualTo(Likeness.DIFFERENT);
        assertThat(views(15, before, 16, since.replace("new", "other"))).isEqualTo(Likeness.DIFFERENT);
    }
}
