package io.github.appliedset.schema.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.catalog.TestSchemas;
import io.github.appliedset.schema.wording.Token.Kind;
import io.github.appliedset.schema.wording.WordingComparison.Likeness;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a real server shows of expressions of every kind. */
@PostgresTest
class ShownAgainTests {

    private static final String RAW_TEXTS = "SELECT string_agg(pg_get_constraintdef(oid), ' ' ORDER BY conname)"
            + " || string_agg(pg_get_viewdef('w.ctes'::regclass), ' ') FROM pg_constraint WHERE contype = 'c'";

    @Test
    void schemaCreatedFromItsOwnTextsIsEqual(TestDatabase database) {
        TestSchemas.create(database, "shown-again");
        Schema original = TestSchemas.read(database);
        List<String> texts = Sql.firstColumn(database.superuser(), RAW_TEXTS);

        TestSchemas.create(database, "read-again");

        assertThat(TestSchemas.read(database)).isEqualTo(original);
        assertThat(Sql.firstColumn(database.superuser(), RAW_TEXTS)).isNotEqualTo(texts);

        TestSchemas.create(database, "read-again");
        assertThat(TestSchemas.read(database)).isEqualTo(original);
    }

    @Test
    void everyChangeOfATokenIsADifference(TestDatabase database) {
        TestSchemas.create(database, "shown-again");
        Collection<SchemaObject> objects = TestSchemas.read(database).objects().values();
        List<String> hidden = new ArrayList<>();
        int changes = 0;
        for (SchemaObject object : objects) {
            String text = object.text(Attribute.DEFINITION).orElse("");
            Tokens tokens = Tokens.of(text);
            for (int at = 0; at < tokens.size(); at++) {
                String changed = changed(tokens, at);
                if (changed != null) {
                    changes++;
                    SchemaObject other =
                            CanonicalWording.of(List.of(with(object, changed))).get(0);
                    if (WordingComparison.between(14, 18).compare(Attribute.DEFINITION, object, other)
                            != Likeness.DIFFERENT) {
                        hidden.add(text + "\n" + changed);
                    }
                }
            }
        }

        assertThat(hidden).isEmpty();
        assertThat(changes).isGreaterThan(1500);
    }

    private static @Nullable String changed(Tokens tokens, int at) {
        Token token = tokens.get(at);
        String other = switch (token.kind()) {
            case SPACE -> null;
            case STRING, QUOTED -> {
                char quote = token.text().charAt(0);
                yield token.text().substring(0, token.text().length() - 1) + "_" + quote;
            }
            case WORD ->
                token.is("AND") ? "OR" : token.is("OR") ? "AND" : token.is("NULL") ? "''" : token.text() + "_x";
            case NUMBER -> token.text() + "1";
            case SYMBOL ->
                token.is("=") ? "<>" : token.is("<") ? "<=" : token.is(">=") ? ">" : token.is(",") ? "" : null;
        };
        return other == null
                ? null
                : tokens.replaced(at, at + 1, Tokens.of(List.of(new Token(Kind.WORD, other))))
                        .text();
    }

    private static SchemaObject with(SchemaObject object, String definition) {
        Map<Attribute, AttributeValue> attributes = new EnumMap<>(object.attributes());
        attributes.put(Attribute.DEFINITION, new AttributeValue.Text(definition));
        return new SchemaObject(object.id(), attributes);
    }
}
