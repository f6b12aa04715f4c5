package io.github.appliedset.schema.wording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules that are applied one after another. */
record Rules(List<Rule> rules) {

    Rules {
        rules = List.copyOf(rules);
    }

    /** The text in its one wording; the same text if no rule concerns it. */
    String apply(SqlText sql, String text) {
        int end = sql.end(text);
        String head = end == text.length() ? text : text.substring(0, end);
        Tokens tokens = apply(head);
        return tokens == null ? text : tokens.text() + text.substring(end);
    }

    private @Nullable Tokens apply(String text) {
        Tokens tokens = null;
        for (Rule rule : this.rules) {
            if (rule.concerns(text)) {
                tokens = rule.apply(tokens == null ? Tokens.of(text) : tokens);
            }
        }
        return tokens;
    }
}
