package io.github.appliedset.schema.wording;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code ON TRUE} is {@code ON (true)}, and {@code (VALUES} is {@code ( VALUES}: as shown once the text has been read again.
 */
final class FromItems implements Rule {

    @Override
    public boolean concerns(String text) {
        return text.contains("ON TRUE") || text.contains("(VALUES");
    }

    @Override
    public Tokens apply(Tokens tokens) {
        List<Token> result = new ArrayList<>(tokens.size());
        for (int at = 0; at < tokens.size(); at++) {
            if (tokens.isAt(at - 2, "ON", " ", "TRUE")) {
                result.add(Token.symbol("("));
                result.add(Token.word("true"));
                result.add(Token.symbol(")"));
            } else {
                if (tokens.isAt(at - 1, "(", "VALUES")) {
                    result.add(Token.space());
                }
                result.add(tokens.get(at));
            }
        }
        return Tokens.of(result);
    }
}
