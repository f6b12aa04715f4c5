package io.github.appliedset.schema.wording;

import java.util.BitSet;

/**
 * Before PostgreSQL 16, every view had two hidden relations called {@code new} and {@code old}, so that others with these
 * names are called {@code new_1} and {@code old_1} in it. Whether somebody chose that name is unknown.
 */
final class ReservedAliases implements Rule {

    @Override
    public boolean concerns(String text) {
        return text.contains("new_1") || text.contains("old_1");
    }

    @Override
    public Tokens apply(Tokens tokens) {
        Tokens renamed = Tokens.of(tokens.list().stream()
                .map(token -> token.is("new_1") || token.is("old_1")
                        ? Token.word(token.text().substring(0, 3))
                        : token)
                .toList());
        BitSet leftOut = new BitSet();
        for (int at = 0; at < renamed.size(); at++) {
            if (renamed.isAt(at, "new", " ", "new") || renamed.isAt(at, "old", " ", "old")) {
                leftOut.set(at + 1, at + 3);
            }
        }
        return leftOut.isEmpty() ? renamed : renamed.without(leftOut::get);
    }
}
