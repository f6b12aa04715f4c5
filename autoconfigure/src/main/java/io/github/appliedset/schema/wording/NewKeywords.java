package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Token.Kind;
import java.util.Set;

/**
 * Names that became keywords in PostgreSQL 16 and 17 have been quoted since. The constructors of the same names are in upper
 * case.
 */
final class NewKeywords implements Rule {

    private static final Set<String> NAMES = Set.of(
            "json",
            "json_array",
            "json_arrayagg",
            "json_exists",
            "json_object",
            "json_objectagg",
            "json_query",
            "json_scalar",
            "json_serialize",
            "json_table",
            "json_value",
            "merge_action",
            "system_user");

    @Override
    public boolean concerns(String text) {
        return text.contains("\"json") || text.contains("\"merge_action\"") || text.contains("\"system_user\"");
    }

    /** The text of a list of names, without quotes that only some versions need. */
    static String unquoted(String text) {
        NewKeywords rule = new NewKeywords();
        return rule.concerns(text) ? rule.apply(Tokens.of(text)).text() : text;
    }

    @Override
    public Tokens apply(Tokens tokens) {
        return Tokens.of(tokens.list().stream()
                .map(token ->
                        token.kind() == Kind.QUOTED && NAMES.contains(token.name()) ? Token.word(token.name()) : token)
                .toList());
    }
}
