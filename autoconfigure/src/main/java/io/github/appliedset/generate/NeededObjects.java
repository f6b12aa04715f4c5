package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What some objects of a schema cannot be without: what they use, with the schemas and relations it is in, and, where they are
 * dropped or altered, what uses them and does not stay as it is. Whatever is the same on both sides needs nothing.
 */
final class NeededObjects {

    private final Schema before;
    private final Schema after;
    private final Map<String, ObjectId> named = new HashMap<>();
    private final Set<ObjectId> needed = new HashSet<>();
    private final Deque<ObjectId> open = new ArrayDeque<>();

    NeededObjects(Schema before, Schema after) {
        this.before = before;
        this.after = after;
        after.objects().keySet().forEach(id -> this.named.put(id.toString(), id));
    }

    /** The objects that were asked for, and those that they need. */
    Predicate<ObjectId> by(Predicate<ObjectId> asked) {
        this.after.objects().keySet().stream().filter(asked).forEach(this::add);
        this.before.objects().keySet().stream().filter(asked).forEach(this::add);
        while (!this.open.isEmpty()) {
            ObjectId id = this.open.pop();
            this.after.find(id).ifPresent(this::addWhatItUses);
            if (isGone(id) || isAltered(id)) {
                addWhatUses(id);
            }
        }
        return id -> asked.test(id) || this.needed.contains(id);
    }

    private void add(ObjectId id) {
        if (this.needed.add(id)) {
            this.open.push(id);
        }
    }

    private void addWhatItUses(SchemaObject object) {
        for (ObjectId parent = object.id().parent(); parent != null; parent = parent.parent()) {
            addIfNew(parent);
        }
        for (String use : object.items(Attribute.USES)) {
            ObjectId used = find(use);
            if (used != null && !this.before.find(used).equals(this.after.find(used))) {
                addIfNew(relationOf(used));
                add(used);
            }
        }
        this.after.objects().values().stream()
                .filter(other -> belongsTo(other, object.id()))
                .map(SchemaObject::id)
                .forEach(this::addIfNew);
    }

    /** A relation that is not there yet comes with all its parts. */
    private void addIfNew(ObjectId id) {
        if (this.before.find(id).isEmpty() && this.after.find(id).isPresent()) {
            add(id);
            if (id.kind().isRelation()) {
                this.after.objects().keySet().stream()
                        .filter(part -> part.isWithin(id))
                        .forEach(this::add);
            }
        }
    }

    private static ObjectId relationOf(ObjectId id) {
        return id.parent() != null && id.parent().kind().isRelation() ? id.parent() : id;
    }

    /** A view tells the types of the columns that it uses as well. */
    private @Nullable ObjectId find(String use) {
        String text = use;
        while (!this.named.containsKey(text) && text.lastIndexOf(' ') > 0) {
            text = text.substring(0, text.lastIndexOf(' '));
        }
        return this.named.get(text);
    }

    private boolean isGone(ObjectId id) {
        return this.before.find(id).isPresent() && this.after.find(id).isEmpty();
    }

    /** A table with another column is the same to whoever uses the rest of it. */
    private boolean isAltered(ObjectId id) {
        return id.kind() != ObjectKind.TABLE
                && this.before.find(id).isPresent()
                && !this.before.find(id).equals(this.after.find(id));
    }

    /** What stays as it is can stay; what is described differently in the target has to follow. */
    private void addWhatUses(ObjectId changed) {
        String text = changed.toString();
        this.before.objects().values().stream()
                .filter(other ->
                        !this.after.find(other.id()).filter(other::equals).isPresent())
                .filter(other -> isGone(changed) && isGone(other.id()) && belongsTo(other, changed)
                        || other.items(Attribute.USES).stream()
                                .anyMatch(use -> use.equals(text) || use.startsWith(text + " ")))
                .map(SchemaObject::id)
                .forEach(this::add);
    }

    private static boolean belongsTo(SchemaObject sequence, ObjectId relationOrColumn) {
        return sequence.id().kind() == ObjectKind.SEQUENCE
                && sequence.text(Attribute.OWNED_BY)
                        .map(QualifiedName::folded)
                        .filter(column -> column.equals(relationOrColumn.qualifiedName())
                                || column.startsWith(relationOrColumn.qualifiedName() + "."))
                        .isPresent();
    }
}
