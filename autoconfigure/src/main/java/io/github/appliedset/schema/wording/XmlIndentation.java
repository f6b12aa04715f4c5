package io.github.appliedset.schema.wording;

import java.util.BitSet;

/** Since PostgreSQL 16, {@code XMLSERIALIZE} says {@code NO INDENT}, which is its default. */
final class XmlIndentation implements Rule {

    @Override
    public boolean concerns(String text) {
        return text.contains(" NO INDENT");
    }

    @Override
    public Tokens apply(Tokens tokens) {
        BitSet leftOut = new BitSet();
        for (int at = 0; at < tokens.size(); at++) {
            if (tokens.isAt(at, " ", "NO", " ", "INDENT", ")")) {
                leftOut.set(at, at + 4);
            }
        }
        return leftOut.isEmpty() ? tokens : tokens.without(leftOut::get);
    }
}
