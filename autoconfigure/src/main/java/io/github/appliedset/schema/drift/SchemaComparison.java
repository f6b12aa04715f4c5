package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Absent;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.Difference.Unexpected;
import io.github.appliedset.schema.wording.WordingComparison;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares two schemas, object by object and attribute by attribute. */
public final class SchemaComparison {

    private static final ObjectId PUBLIC = ObjectId.of(ObjectKind.SCHEMA, "public");

    /**
     * The version since which the schema public belongs to the owner of the database, and nobody else can create objects in
     * it.
     */
    private static final int OF_ITS_OWNER = 15;

    private final Schema expected;
    private final Schema found;
    private final WordingComparison wording;
    private final Set<String> expectedTables;
    private final Map<String, String> partitionedTables;
    private final List<Difference> differences = new ArrayList<>();
    private final List<Different> wordedDifferently = new ArrayList<>();
    private final List<ColumnOrder> columnOrder = new ArrayList<>();
    private final List<ObjectId> partitions = new ArrayList<>();

    private SchemaComparison(Schema expected, Schema found) {
        this.expected = expected;
        this.found = found;
        this.expectedTables = expected.objects().keySet().stream()
                .filter(id -> id.kind() == ObjectKind.TABLE)
                .map(ObjectId::qualifiedName)
                .collect(Collectors.toUnmodifiableSet());
        this.partitionedTables = found.objects().values().stream()
                .filter(object -> object.text(Attribute.PARTITION_OF).isPresent())
                .collect(Collectors.toUnmodifiableMap(
                        partition -> partition.id().qualifiedName(),
                        partition -> partition.text(Attribute.PARTITION_OF).orElseThrow(),
                        (one, sameName) -> one));
        this.wording = WordingComparison.between(expected.postgresMajor(), found.postgresMajor());
    }

    /** How the found schema differs from the expected one. */
    public static SchemaDrift between(Schema expected, Schema found) {
        return new SchemaComparison(expected, found).compare();
    }

    private SchemaDrift compare() {
        Set<ObjectId> all = new TreeSet<>(this.expected.objects().keySet());
        all.addAll(this.found.objects().keySet());
        for (ObjectId id : all) {
            SchemaObject expected = this.expected.objects().get(id);
            SchemaObject found = this.found.objects().get(id);
            if (expected == null && found != null) {
                new Inheritance(this.expected)
                        .inPlaceOf(found)
                        .ifPresentOrElse(inherited -> compare(inherited, found), () -> unexpected(found));
            } else if (found == null && expected != null) {
                new Inheritance(this.found)
                        .inPlaceOf(expected)
                        .ifPresentOrElse(inherited -> compare(expected, inherited), () -> absent(expected));
            } else if (expected != null && found != null) {
                compare(expected, found);
            }
        }
        return new SchemaDrift(
                this.differences, this.wordedDifferently, this.columnOrder, this.partitions, this.found.notTold());
    }

    private void unexpected(SchemaObject object) {
        ObjectId parent = object.id().parent();
        if (parent != null && this.expected.find(parent).isEmpty()) {
            return;
        }
        if (this.expected.coverage().partitions() != Partitions.ALL && isOfExpectedTable(object)) {
            this.partitions.add(object.id());
        } else {
            this.differences.add(new Unexpected(object, partsOf(object.id(), this.found)));
        }
    }

    private void absent(SchemaObject object) {
        ObjectId parent = object.id().parent();
        if (parent == null || this.found.find(parent).isPresent()) {
            this.differences.add(new Absent(object, partsOf(object.id(), this.expected)));
        }
    }

    private static int partsOf(ObjectId id, Schema schema) {
        return id.kind().hasParts()
                ? (int) schema.objects().keySet().stream()
                        .filter(part -> part.isWithin(id))
                        .count()
                : 0;
    }

    /** Also a partition of a partition created at run time. */
    private boolean isOfExpectedTable(SchemaObject partition) {
        String table = partition.text(Attribute.PARTITION_OF).orElse(null);
        while (table != null && !this.expectedTables.contains(table)) {
            table = this.partitionedTables.get(table);
        }
        return table != null;
    }

    private void compare(SchemaObject expected, SchemaObject found) {
        Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
        attributes.addAll(expected.attributes().keySet());
        attributes.addAll(found.attributes().keySet());
        List<Change> changes = new ArrayList<>();
        List<Change> wordings = new ArrayList<>();
        for (Attribute attribute : attributes) {
            if (attribute == Attribute.COLUMNS && expected.id().kind() == ObjectKind.TABLE) {
                compareOrder(expected, found);
                continue;
            }
            if (!isComparable(attribute, expected.id())) {
                continue;
            }
            Change change = new Change(
                    attribute,
                    expected.attributes().get(attribute),
                    found.attributes().get(attribute));
            switch (this.wording.compare(attribute, expected, found)) {
                case SAME -> {}
                case WORDED_DIFFERENTLY -> wordings.add(change);
                case DIFFERENT -> changes.add(change);
            }
        }
        if (!changes.isEmpty()) {
            this.differences.add(new Different(expected.id(), changes));
        }
        if (!wordings.isEmpty()) {
            this.wordedDifferently.add(new Different(expected.id(), wordings));
        }
    }

    /** Whether the servers of both schemas can hold it, and have the same default. */
    private boolean isComparable(Attribute attribute, ObjectId id) {
        int older = Math.min(this.expected.postgresMajor(), this.found.postgresMajor());
        int newer = Math.max(this.expected.postgresMajor(), this.found.postgresMajor());
        boolean isRight = attribute == Attribute.GRANTS || attribute == Attribute.OWNER;
        boolean isImplied = attribute == Attribute.INHERITED && haveOtherParents(id);
        boolean isOtherAtFirst = isRight && PUBLIC.equals(id) && older < OF_ITS_OWNER && newer >= OF_ITS_OWNER;
        return attribute.isCompared() && older >= attribute.since() && !isOtherAtFirst && !isImplied;
    }

    /** Whether the table of a column now has different parents, which is a difference of the table. */
    private boolean haveOtherParents(ObjectId column) {
        ObjectId table = column.parent();
        return table != null
                && !new Inheritance(this.expected)
                        .parents(table)
                        .toList()
                        .equals(new Inheritance(this.found).parents(table).toList());
    }

    /** Columns that only one side has are differences of their own. */
    private void compareOrder(SchemaObject expected, SchemaObject found) {
        List<String> before = new Inheritance(this.expected).columns(expected);
        List<String> now = new Inheritance(this.found).columns(found);
        Set<String> was = new LinkedHashSet<>(before);
        Set<String> is = new LinkedHashSet<>(now);
        was.retainAll(now);
        is.retainAll(before);
        if (!List.copyOf(was).equals(List.copyOf(is))) {
            this.columnOrder.add(new ColumnOrder(expected.id(), List.copyOf(was), List.copyOf(is)));
        }
    }
}
