package io.github.appliedset.schema.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerWordingTests {

    private static boolean isSameQuery(int oneMajor, String one, int otherMajor, String other) {
        return ServerWording.between(oneMajor, otherMajor)
                .isSame(Attribute.DEFINITION, new Text(one), new Text(other), ObjectKind.VIEW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT a.id, a.at FROM s.a                           | SELECT id, at FROM s.a                          | true
            SELECT "A b".id FROM s.a "A b" WHERE "A b".n = 'a.b' | SELECT id FROM s.a "A b" WHERE n = 'a.b'        | true
            SELECT a.id FROM a WHERE (a.id IN (SELECT b.id))     | SELECT id FROM a WHERE (id IN (SELECT b.id))    | true
            SELECT a.id, b.id FROM a JOIN b                      | SELECT b.id, a.id FROM a JOIN b                 | false
            SELECT a.id, b.n FROM a JOIN b                       | SELECT id, n FROM a JOIN b                      | false
            SELECT a.id FROM s.a WHERE a.n = 'a.b'               | SELECT id FROM s.a WHERE n = 'b'                | false
            SELECT a.id FROM s.a                                 | SELECT id FROM t.a                              | false
            SELECT a.id FROM s.a                                 | SELECT id FROM s.a WHERE true                   | false
            """)
    void viewOfOneRelationIsWordedShorterSince16(String older, String newer, boolean isSame) {
        assertThat(isSameQuery(15, older, 16, newer)).isEqualTo(isSame);
        assertThat(isSameQuery(18, newer, 14, older)).isEqualTo(isSame);
        assertThat(isSameQuery(16, newer, 17, older)).isFalse();
        assertThat(isSameQuery(14, newer, 15, older)).isFalse();
    }

    @Test
    void onlyViewsAreWordedShorter() {
        assertThat(ServerWording.between(15, 16)
                        .isSame(
                                Attribute.DEFINITION,
                                new Text("SELECT a.id FROM a"),
                                new Text("SELECT id FROM a"),
                                ObjectKind.FUNCTION))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "de_DE,                  de-DE,           true",
        "de@collation=phonebook, de-u-co-phonebk, true",
        "de,                     fr,              false",
        "de_DE,                  de,              false"
    })
    void localesAreTagsSince16(String older, String newer, boolean isSame) {
        AttributeValue one = new Text(older);
        AttributeValue other = new Text(newer);

        assertThat(ServerWording.between(14, 17).isSame(Attribute.LOCALE, one, other, ObjectKind.COLLATION))
                .isEqualTo(isSame);
        assertThat(ServerWording.between(17, 18).isSame(Attribute.LOCALE, one, other, ObjectKind.COLLATION))
                .isFalse();
    }

    @Test
    void privilegeThatIsNewIn17IsMissingBeforeIt() {
        AttributeValue before = new Items(List.of("clerk INSERT", "clerk SELECT"));
        AttributeValue since = new Items(List.of("clerk INSERT", "clerk MAINTAIN", "clerk SELECT"));

        assertThat(ServerWording.between(16, 17).isSame(Attribute.GRANTS, before, since, ObjectKind.TABLE))
                .isTrue();
        assertThat(ServerWording.between(17, 18).isSame(Attribute.GRANTS, before, since, ObjectKind.TABLE))
                .isFalse();
    }
}
