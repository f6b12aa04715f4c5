package io.github.appliedset.schema;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a database a schema tells of. A snapshot says it of itself, so that it is compared with the same.
 *
 * @param details what is told only if asked for
 * @param include {@linkplain ObjectPattern patterns} of what is told, with all that belongs to it; everything if empty
 * @param exclude patterns of what is not told, nor what belongs to it
 * @param partitions which partitions are told
 */
public record Coverage(Set<Detail> details, List<String> include, List<String> exclude, Partitions partitions) {

    /** Everything that the migrations of an application make, without details. */
    public static final Coverage DEFAULT = new Coverage(Set.of(), List.of(), List.of(), Partitions.DECLARED);

    /** What differs between the databases of one application for good reasons. */
    public enum Detail {
        /** Who owns each object. */
        OWNERS,
        /** Who may do what, and what they may do to objects to come. */
        GRANTS,
        /** Versions of extensions and collations. */
        VERSIONS,
        /** Where on disk relations and indexes are, if not where the database is. */
        TABLESPACES
    }

    /** Which partitions a comparison is about. */
    public enum Partitions {
        /** Every partition. */
        ALL,
        /** Those that are expected; others are counted, since they are made as rows come in. */
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

    /** Those objects that are told, with what they belong to. */
    NavigableMap<ObjectId, SchemaObject> of(NavigableMap<ObjectId, SchemaObject> objects) {
        if (this.include.isEmpty() && this.exclude.isEmpty() && this.partitions != Partitions.NONE) {
            return objects;
        }
        List<ObjectPattern> included =
                this.include.stream().map(ObjectPattern::of).toList();
        List<ObjectPattern> excluded =
                this.exclude.stream().map(ObjectPattern::of).toList();
        NavigableMap<ObjectId, SchemaObject> told = new TreeMap<>();
        objects.forEach((id, object) -> {
            boolean isLeftOut =
                    matches(excluded, id) || this.partitions == Partitions.NONE && isOfPartition(id, objects);
            if (!isLeftOut && (included.isEmpty() || matches(included, id))) {
                for (ObjectId each = id; each != null && objects.containsKey(each); each = each.parent()) {
                    told.put(each, objects.get(each));
                }
            }
        });
        return told;
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
