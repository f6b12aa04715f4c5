package io.github.appliedset.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All objects of a database that an application owns.
 *
 * @param postgresMajor major version of the server that worded it; 0 for the empty schema
 * @param coverage the part of the database
 * @param notTold how many objects there are of kinds that are not read, by their names
 * @param objects by their ids, in order; what is not covered is left out
 */
public record Schema(
        int postgresMajor,
        Coverage coverage,
        NavigableMap<String, Integer> notTold,
        NavigableMap<ObjectId, SchemaObject> objects) {

    public static final Schema EMPTY =
            new Schema(0, Coverage.DEFAULT, Collections.emptyNavigableMap(), Collections.emptyNavigableMap());

    public Schema {
        notTold = Collections.unmodifiableNavigableMap(new TreeMap<>(notTold));
        objects = Collections.unmodifiableNavigableMap(new TreeMap<>(coverage.of(objects)));
    }

    /**
     * Creates a schema from objects in any order.
     *
     * @throws IllegalArgumentException if an object occurs twice
     */
    public static Schema of(int postgresMajor, Collection<SchemaObject> objects) {
        return of(postgresMajor, Coverage.DEFAULT, objects);
    }

    /**
     * Creates a schema from objects in any order.
     *
     * @throws IllegalArgumentException if an object occurs twice
     */
    public static Schema of(int postgresMajor, Coverage coverage, Collection<SchemaObject> objects) {
        return of(postgresMajor, coverage, Map.of(), objects);
    }

    /**
     * Creates a schema from objects in any order.
     *
     * @param notTold how many objects there are of kinds that are not read
     * @throws IllegalArgumentException if an object occurs twice
     */
    public static Schema of(
            int postgresMajor, Coverage coverage, Map<String, Integer> notTold, Collection<SchemaObject> objects) {
        NavigableMap<ObjectId, SchemaObject> byId = new TreeMap<>();
        for (SchemaObject object : objects) {
            if (byId.put(object.id(), object) != null) {
                throw new IllegalArgumentException(object.id() + " occurs twice");
            }
        }
        return new Schema(postgresMajor, coverage, new TreeMap<>(notTold), byId);
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

    /** The objects in a scope. */
    public Schema only(Predicate<ObjectId> scope) {
        NavigableMap<ObjectId, SchemaObject> some = new TreeMap<>(this.objects);
        some.keySet().removeIf(scope.negate());
        return new Schema(this.postgresMajor, this.coverage, this.notTold, some);
    }

    /**
     * This schema with one part replaced: objects in the scope come from the other schema, and are removed if it lacks them;
     * the rest stays.
     *
     * @param fresh the current objects of the scope; others in it are ignored
     */
    public Schema merge(Schema fresh, Predicate<ObjectId> scope) {
        NavigableMap<ObjectId, SchemaObject> merged = new TreeMap<>(only(scope.negate()).objects);
        merged.putAll(fresh.only(scope).objects);
        return new Schema(fresh.postgresMajor, fresh.coverage, fresh.notTold, merged);
    }
}
