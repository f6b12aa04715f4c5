package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The part of a database that a schema covers. A snapshot records it, so that it is compared with the same part.
 *
 * @param details what is covered only on request
 * @param include {@linkplain ObjectPattern patterns} of covered objects, with all that belongs to them; everything if empty
 * @param exclude patterns of objects that are not covered, with all that belongs to them
 * @param partitions which partitions are covered
 */
public record Coverage(Set<Detail> details, List<String> include, List<String> exclude, Partitions partitions) {

    /** Everything that the migrations of an application create, without details. */
    public static final Coverage DEFAULT = new Coverage(Set.of(), List.of(), List.of(), Partitions.DECLARED);

    /** A detail that legitimately differs between the databases of one application. */
    public enum Detail {
        /** Who owns each object. */
        OWNERS,
        /** Grants, and default privileges for future objects. */
        GRANTS,
        /** Versions of extensions and collations. */
        VERSIONS,
        /** Tablespaces of relations and indexes, if not that of the database. */
        TABLESPACES,
        /** Settings of the database, and of roles in it. */
        SETTINGS
    }

    /** Which partitions a comparison covers. */
    public enum Partitions {
        /** Every partition. */
        ALL,
        /** Expected ones; others are only counted, since they are created as rows come in. */
        DECLARED,
        /** None: they come and go. */
        NONE
    }

    public Coverage {
        details = Set.copyOf(details);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** The same with more details. */
    public Coverage with(Detail... more) {
        EnumSet<Detail> all = EnumSet.noneOf(Detail.class);
        all.addAll(this.details);
        all.addAll(Arrays.asList(more));
        return new Coverage(all, this.include, this.exclude, this.partitions);
    }

    /** Whether neither an object nor anything that belongs to it is covered. */
    @Internal
    public Predicate<ObjectId> leavesOut() {
        List<ObjectPattern> included =
                this.include.stream().map(ObjectPattern::of).toList();
        return excluded().or(id -> !included.isEmpty() && included.stream().noneMatch(pattern -> pattern.reaches(id)));
    }

    /** Whether an object is left out by {@link #exclude}, itself or with what it belongs to. */
    private Predicate<ObjectId> excluded() {
        List<ObjectPattern> patterns =
                this.exclude.stream().map(ObjectPattern::of).toList();
        return id -> matches(patterns, id);
    }

    /** The covered objects, with their parents. */
    NavigableMap<ObjectId, SchemaObject> of(NavigableMap<ObjectId, SchemaObject> objects) {
        if (this.include.isEmpty() && this.exclude.isEmpty() && this.partitions != Partitions.NONE) {
            return objects;
        }
        List<ObjectPattern> included =
                this.include.stream().map(ObjectPattern::of).toList();
        Predicate<ObjectId> excluded = excluded();
        NavigableMap<ObjectId, SchemaObject> covered = new TreeMap<>();
        objects.forEach((id, object) -> {
            boolean isLeftOut = excluded.test(id) || this.partitions == Partitions.NONE && isOfPartition(id, objects);
            if (!isLeftOut && (included.isEmpty() || matches(included, id))) {
                for (ObjectId each = id; each != null && objects.containsKey(each); each = each.parent()) {
                    covered.put(each, objects.get(each));
                }
            }
        });
        return covered;
    }

    private static boolean matches(List<ObjectPattern> patterns, ObjectId id) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(id));
    }

    private static boolean isOfPartition(ObjectId id, Map<ObjectId, SchemaObject> objects) {
        ObjectId parent = id.parent();
        SchemaObject object = objects.get(id);
        return object != null && object.is(Attribute.PARTITION_OF) || parent != null && isOfPartition(parent, objects);
    }
}
