package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Token.Kind;
import java.util.BitSet;

/**
 * {@code 'x'::text AS text} is {@code 'x'::text}. Where the name of a column cannot be seen, as in EXISTS, it is shown only
 * once the text has been read again; where it can be seen it is always shown, so that two names stay different.
 */
final class ConstantNames implements Rule {

    @Override
    public boolean concerns(String text) {
        return text.contains(" AS ") && (text.contains("'::") || text.contains("NULL::"));
    }

    @Override
    public Tokens apply(Tokens tokens) {
        BitSet leftOut = new BitSet();
        for (int at = 0; at + 1 < tokens.size(); at++) {
            boolean isConstant = tokens.get(at).kind() == Kind.STRING || tokens.isAt(at, "NULL");
            if (isConstant && tokens.isAt(at + 1, "::")) {
                TypeName type = TypeName.at(tokens, at + 2);
                int end = type.endOfArray();
                if (!type.isEmpty()
                        && tokens.isAt(end, " ", "AS", " ")
                        && tokens.isNameAt(end + 3)
                        && tokens.get(end + 3).name().equals(type.nameOfColumn())) {
                    leftOut.set(end, end + 4);
                }
            }
        }
        return leftOut.isEmpty() ? tokens : tokens.without(leftOut::get);
    }
}
