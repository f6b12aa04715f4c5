package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Tables whose updates are published: PostgreSQL refuses an update that a subscriber could not replicate. */
record PublishedRows(Schema schema) {

    /** Whether a row of the table has no identity, or a publication has conditions that its identity may not meet. */
    boolean refuseUpdatesOf(ObjectId table) {
        return this.schema.objects().values().stream()
                .filter(object -> object.id().kind() == ObjectKind.PUBLICATION)
                .filter(publication -> !publication.is(Attribute.PUBLISHES)
                        || publication.items(Attribute.PUBLISHES).contains("update"))
                .anyMatch(publication -> withAncestors(table)
                        .anyMatch(each -> isLimited(publication, each)
                                || isPublished(publication, each) && !isIdentified(table)));
    }

    private Stream<ObjectId> withAncestors(ObjectId table) {
        return Stream.concat(
                Stream.of(table), new Inheritance(this.schema).parents(table).flatMap(this::withAncestors));
    }

    private static boolean isPublished(SchemaObject publication, ObjectId table) {
        return publication.is(Attribute.ALL_TABLES)
                || publication
                        .items(Attribute.SCHEMAS)
                        .contains(Objects.requireNonNull(table.parent()).name())
                || names(table).stream().anyMatch(publication.items(Attribute.TABLES)::contains);
    }

    /** To some columns, or to some rows. */
    private static boolean isLimited(SchemaObject publication, ObjectId table) {
        return names(table).stream()
                .anyMatch(name -> publication.items(Attribute.TABLES).stream()
                        .anyMatch(published -> published.startsWith(name + " ")));
    }

    /** As versions of PostgreSQL quote it. */
    private static List<String> names(ObjectId table) {
        return List.of(SqlName.of(table), table.qualifiedName());
    }

    private boolean isIdentified(ObjectId table) {
        String identity = this.schema
                .find(table)
                .flatMap(it -> it.text(Attribute.REPLICA_IDENTITY))
                .orElse("");
        return switch (identity) {
            case "full", "index" -> true;
            case "nothing" -> false;
            default ->
                this.schema.objects().values().stream()
                        .filter(part -> part.id().kind() == ObjectKind.CONSTRAINT
                                && table.equals(part.id().parent()))
                        .map(key -> key.text(Attribute.DEFINITION).orElse(""))
                        .anyMatch(definition -> definition.startsWith("PRIMARY KEY"));
        };
    }
}
