package io.github.appliedset.declared;

import io.github.appliedset.schema.QualifiedName;

/**
 * What somebody says about an object with a new name.
 *
 * @param from the old name, with those of its schema and table, as in SQL
 * @param to the new name alone, as in SQL
 * @param place where it says so
 * @param mustExist whether an unknown old name is a mistake; a comment may stay when its work is done
 */
public record Rename(String from, String to, String place, boolean mustExist) {

    public Rename {
        from = QualifiedName.folded(from);
        to = QualifiedName.folded(to);
    }

    @Override
    public String toString() {
        return this.from + "=" + this.to;
    }
}
