package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The extensions that an object depends on and is dropped with: a routine, a trigger, an index or a materialized view. */
final class ExtensionDependencies {

    private ExtensionDependencies() {}

    static Optional<SchemaChange> change(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        if (!Context.changes(different, Attribute.DEPENDS_ON_EXTENSIONS)) {
            return Optional.empty();
        }
        List<String> was = before.items(Attribute.DEPENDS_ON_EXTENSIONS);
        List<String> is = after.items(Attribute.DEPENDS_ON_EXTENSIONS);
        String alter = "ALTER " + target(id);
        List<String> statements = new ArrayList<>();
        was.stream()
                .filter(extension -> !is.contains(extension))
                .forEach(extension -> statements.add(alter + " NO DEPENDS ON EXTENSION " + SqlName.quoted(extension)));
        is.stream()
                .filter(extension -> !was.contains(extension))
                .forEach(extension -> statements.add(alter + " DEPENDS ON EXTENSION " + SqlName.quoted(extension)));
        return Optional.of(SchemaChange.of(
                Rank.OPTION,
                id,
                "extensions_of_" + SqlName.plain(id),
                "Change the extensions that " + id + " depends on",
                statements));
    }

    private static String target(ObjectId id) {
        return switch (id.kind()) {
            case TRIGGER -> "TRIGGER " + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id);
            case CONSTRAINT -> "INDEX " + SqlName.of(id);
            default -> SqlName.withKind(id);
        };
    }
}
