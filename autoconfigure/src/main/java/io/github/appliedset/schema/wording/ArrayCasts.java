package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.wording.Elements.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cast of {@code ARRAY[...]} is a cast of its elements: {@code (ARRAY[a, b])::text[]} is
 * {@code ARRAY[(a)::text, (b)::text]}, and the parser turns it into that when it reads the text again. Elements that are
 * arrays themselves become {@code (a)::text[]}; the cast stays where the elements are unknown.
 */
final class ArrayCasts implements Rule {

    private final Elements elements;
    private final boolean bare;

    /**
     * Creates the rule.
     *
     * @param elements knows what elements are
     * @param bare whether the text has only those brackets that it needs, as that of statistics
     */
    ArrayCasts(Elements elements, boolean bare) {
        this.elements = elements;
        this.bare = bare;
    }

    @Override
    public boolean concerns(String text) {
        return text.contains(this.bare ? "ARRAY[" : "(ARRAY[");
    }

    @Override
    public Tokens apply(Tokens tokens) {
        Tokens result = tokens;
        for (int at = tokens.size() - 1; at >= 0; at--) {
            int array = at;
            Pushed pushed = push(result, array);
            while (pushed != null) {
                result = pushed.tokens;
                array = pushed.array;
                pushed = push(result, array);
            }
            at = array;
        }
        return result;
    }

    private record Pushed(Tokens tokens, int array) {}

    private @Nullable Pushed push(Tokens tokens, int array) {
        if (!tokens.isAt(array, "ARRAY", "[") || tokens.closing(array + 1) <= array + 2) {
            return null;
        }
        int start = array;
        int end = tokens.closing(array + 1) + 1;
        if (!this.bare) {
            start--;
            if (!tokens.isAt(start, "(") || !tokens.isAt(end, ")")) {
                return null;
            }
            end++;
        }
        if (!tokens.isAt(end, "::")) {
            return null;
        }
        TypeName type = TypeName.at(tokens, end + 1);
        if (type.isEmpty() || !type.isArray()) {
            return null;
        }
        List<Token> cast = cast(tokens.part(array, tokens.closing(array + 1) + 1), type);
        return cast == null ? null : new Pushed(tokens.replaced(start, type.end() + 2, Tokens.of(cast)), start);
    }

    private @Nullable List<Token> cast(Tokens array, TypeName type) {
        List<Tokens> items = array.part(2, array.size() - 1).items();
        Shape shape = this.elements.shapeOfAll(items);
        if (shape == Shape.UNKNOWN) {
            return null;
        }
        List<Token> all = new ArrayList<>(array.part(0, 2).list());
        for (Tokens item : items) {
            if (all.size() > 2) {
                all.add(Token.symbol(","));
                all.add(Token.space());
            }
            List<Token> cast = Elements.isArray(item) ? cast(item, type) : cast(item, type, shape);
            if (cast == null) {
                return null;
            }
            all.addAll(cast);
        }
        all.add(array.get(array.size() - 1));
        return all;
    }

    private List<Token> cast(Tokens item, TypeName type, Shape shape) {
        List<Token> all = new ArrayList<>();
        boolean brackets = !this.bare || Elements.isCompound(item);
        if (brackets) {
            all.add(Token.symbol("("));
        }
        all.addAll(item.list());
        if (brackets) {
            all.add(Token.symbol(")"));
        }
        all.add(Token.symbol("::"));
        all.addAll(type.name().list());
        if (shape == Shape.ARRAY) {
            all.add(Token.symbol("["));
            all.add(Token.symbol("]"));
        }
        return all;
    }
}
