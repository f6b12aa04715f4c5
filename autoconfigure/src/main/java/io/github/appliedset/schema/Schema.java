package io.github.appliedset.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Every object of a database that an application owns.
 *
 * @param postgresMajor version of the server whose words these are; 0 for nothing at all
 * @param coverage what of the database this is
 * @param objects by their ids, in order; what is not covered is left out
 */
public record Schema(int postgresMajor, Coverage coverage, NavigableMap<ObjectId, SchemaObject> objects) {

    public static final Schema EMPTY = new Schema(0, Coverage.DEFAULT, Collections.emptyNavigableMap());

    public Schema {
        objects = Collections.unmodifiableNavigableMap(new TreeMap<>(coverage.of(objects)));
    }

    /**
     * Makes a schema of objects in any order.
     *
     * @throws IllegalArgumentException if one of them is there twice
     */
    public static Schema of(int postgresMajor, Collection<SchemaObject> objects) {
        return of(postgresMajor, Coverage.DEFAULT, objects);
    }

    /**
     * Makes a schema of objects in any order.
     *
     * @throws IllegalArgumentException if one of them is there twice
     */
    public static Schema of(int postgresMajor, Coverage coverage, Collection<SchemaObject> objects) {
        NavigableMap<ObjectId, SchemaObject> byId = new TreeMap<>();
        for (SchemaObject object : objects) {
            if (byId.put(object.id(), object) != null) {
                throw new IllegalArgumentException(object.id() + " is there twice");
            }
        }
        return new Schema(postgresMajor, coverage, byId);
    }

    /** The object with an id, or empty. */
    public Optional<SchemaObject> find(ObjectId id) {
        return Optional.ofNullable(this.objects.get(id));
    }

    public boolean isEmpty() {
        return this.objects.isEmpty();
    }

    public int size() {
        return this.objects.size();
    }

    /** Those that are in a scope. */
    public Schema only(Predicate<ObjectId> scope) {
        NavigableMap<ObjectId, SchemaObject> some = new TreeMap<>(this.objects);
        some.keySet().removeIf(scope.negate());
        return new Schema(this.postgresMajor, this.coverage, some);
    }

    /**
     * This schema with a part of it replaced: what is in the scope is as it is in the other, also gone if it is gone there;
     * the rest stays.
     *
     * @param fresh what the scope holds now; what else is in there is not looked at
     */
    public Schema merge(Schema fresh, Predicate<ObjectId> scope) {
        NavigableMap<ObjectId, SchemaObject> merged = new TreeMap<>(only(scope.negate()).objects);
        merged.putAll(fresh.only(scope).objects);
        return new Schema(fresh.postgresMajor, fresh.coverage, merged);
    }
}
