package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.ObjectKind.Place;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of objects: {@code app.tmp_*} for any kind, {@code table app.tmp_*} for one; a star is any text. Objects that
 * belong to a matching object match too.
 *
 * @param kind their kind; null for any
 * @param name their qualified names
 */
@Internal
public record ObjectPattern(@Nullable ObjectKind kind, Pattern name) {

    /** Parses a pattern. */
    public static ObjectPattern of(String text) {
        ObjectKind kind = Arrays.stream(ObjectKind.values())
                .filter(each -> text.startsWith(each.label() + " "))
                .max(Comparator.comparing(each -> each.label().length()))
                .orElse(null);
        String name = kind == null ? text : text.substring(kind.label().length() + 1);
        return new ObjectPattern(kind, Pattern.compile("\\Q" + name.replace("*", "\\E.*\\Q") + "\\E", Pattern.DOTALL));
    }

    /** Whether an object matches, or something that belongs to it may. */
    boolean reaches(ObjectId id) {
        boolean mayHoldSome = this.kind == null
                || this.kind.place() == Place.RELATION
                || !id.kind().isRelation();
        Matcher parts = this.name.matcher(id.qualifiedName() + ".");
        return matches(id) || mayHoldSome && (parts.matches() || parts.hitEnd());
    }

    /** Whether an object matches, or belongs to one that does. */
    public boolean matches(ObjectId id) {
        ObjectId parent = id.parent();
        return (this.kind == null || this.kind == id.kind())
                        && this.name.matcher(id.qualifiedName()).matches()
                || parent != null && matches(parent);
    }
}
