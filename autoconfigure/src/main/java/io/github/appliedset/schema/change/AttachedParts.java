package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Indexes, keys and triggers of a partition that are parts of those of its parent: they come and go with them, but have
 * names and settings of their own.
 */
final class AttachedParts {

    /** Attributes that say nothing if they are the same as the whole's. */
    private static final Set<Attribute> OF_THE_WHOLE =
            Set.of(Attribute.DEFINITION, Attribute.ENABLED, Attribute.OPTIONS);

    private static final List<String> NO_OPTIONS = List.of("none");
    private static final String NAME = "\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+";

    /** For an index or a key whose columns are not expressions. */
    private static final Pattern COLUMNS = Pattern.compile(
            "(CREATE (?:UNIQUE )?INDEX .*? USING \\w+ |PRIMARY KEY |UNIQUE (?:NULLS NOT DISTINCT )?)"
                    + "\\(([^()]*+)\\)(?: INCLUDE \\(([^()]*+)\\))?[^()]*(?: WHERE .*)?",
            Pattern.DOTALL);

    private static final Pattern COLUMN = Pattern.compile("(" + NAME + ")(?: [^,]*)?(?:, )?");

    private final Context context;

    AttachedParts(Context context) {
        this.context = context;
    }

    static boolean isAttached(SchemaObject object) {
        return object.is(Attribute.ATTACHED_TO);
    }

    /** Whether only a part's own properties differ; both are {@linkplain #described described}. */
    static boolean isOwn(SchemaObject before, SchemaObject after, Different different) {
        return before.text(Attribute.ATTACHED_TO).equals(after.text(Attribute.ATTACHED_TO))
                && (!Context.changes(different, Attribute.DEFINITION)
                        || StorageOptions.definitionBeside(before).equals(StorageOptions.definitionBeside(after)));
    }

    /** The part as it would be described without its whole. */
    SchemaObject described(SchemaObject part, Schema schema) {
        Map<Attribute, AttributeValue> attributes = new EnumMap<>(Attribute.class);
        whole(part, schema)
                .ifPresent(whole -> whole.attributes().forEach((attribute, value) -> {
                    if (OF_THE_WHOLE.contains(attribute)) {
                        attributes.put(attribute, value);
                    }
                }));
        attributes.putAll(part.attributes());
        if (part.items(Attribute.OPTIONS).equals(NO_OPTIONS)) {
            attributes.remove(Attribute.OPTIONS);
        }
        return new SchemaObject(part.id(), attributes);
    }

    /** That of the outermost parent, which has everything. */
    private static Optional<SchemaObject> whole(SchemaObject part, Schema schema) {
        Optional<SchemaObject> whole = part.text(Attribute.ATTACHED_TO)
                .flatMap(name -> schema.find(ObjectId.parse(
                        List.of(ObjectKind.SCHEMA, ObjectKind.TABLE, part.id().kind()), name)));
        return whole.flatMap(next -> isAttached(next) ? whole(next, schema) : whole);
    }

    /**
     * A part that has a name of its own: it is built before its whole, which takes it over, or renamed after it was created
     * with it.
     */
    Optional<SchemaChange> named(SchemaObject part) {
        if (!part.is(Attribute.OWN_NAME) || part.id().kind() == ObjectKind.TRIGGER) {
            return Optional.empty();
        }
        ObjectId whole = ObjectId.parse(
                List.of(ObjectKind.SCHEMA, ObjectKind.TABLE, part.id().kind()),
                part.text(Attribute.ATTACHED_TO).orElseThrow());
        if (part.id().kind() == ObjectKind.CONSTRAINT
                && this.context.isNew(Objects.requireNonNull(part.id().parent()))) {
            // It gets its name together with its table.
            return Optional.empty();
        }
        if (!this.context.isNew(whole)) {
            return Optional.of(renamed(part.id(), part.id().name(), List.of(nameStatement(part.id(), whole))));
        }
        return part.id().kind() == ObjectKind.INDEX
                ? new IndexChanges(this.context).createPart(part)
                : Optional.empty();
    }

    /** Gives a part the name that PostgreSQL would have given it, if its whole stays and implies that name. */
    Optional<SchemaChange> unnamed(SchemaObject part) {
        ObjectId id = part.id();
        ObjectId table = Objects.requireNonNull(id.parent());
        boolean remains = this.context.remains(table)
                && whole(part, this.context.after()).isPresent()
                && part.is(Attribute.OWN_NAME)
                && id.kind() != ObjectKind.TRIGGER;
        return remains
                ? usualName(described(part, this.context.before()))
                        .filter(name -> !name.equals(id.name()))
                        .map(name -> renamed(
                                id,
                                name,
                                List.of(
                                        id.kind() == ObjectKind.INDEX
                                                ? "ALTER INDEX " + SqlName.of(id) + " RENAME TO " + SqlName.quoted(name)
                                                : "ALTER TABLE " + SqlName.of(table) + " RENAME CONSTRAINT "
                                                        + SqlName.quoted(id.name()) + " TO " + SqlName.quoted(name))))
                : Optional.empty();
    }

    private static SchemaChange renamed(ObjectId part, String name, List<String> statements) {
        return SchemaChange.of(
                Rank.OPTION,
                part,
                SqlName.plainRelation(part) + "_rename_" + part.kind().label() + "_" + name,
                "Rename " + (name.equals(part.name()) ? "what becomes " + part : part + " to " + name),
                statements);
    }

    private static Optional<String> usualName(SchemaObject part) {
        String table = SqlName.plainRelation(part.id());
        Matcher columns = COLUMNS.matcher(part.text(Attribute.DEFINITION).orElse(""));
        if (!columns.matches()) {
            return Optional.empty();
        }
        if (columns.group(1).startsWith("PRIMARY")) {
            return Optional.of(DefaultName.of(List.of(table, "pkey")));
        }
        List<String> names = Stream.concat(
                        names(columns.group(2)), names(Objects.requireNonNullElse(columns.group(3), "")))
                .toList();
        return Optional.of(DefaultName.of(
                List.of(table, String.join("_", names), columns.group(1).startsWith("UNIQUE") ? "key" : "idx")));
    }

    private static Stream<String> names(String columns) {
        return COLUMN.matcher(columns).results().map(column -> QualifiedName.unquoted(column.group(1)));
    }

    /** What a key that comes with a partition has besides its parent's: a name and settings of its own. */
    List<String> settings(SchemaObject key) {
        List<String> statements = new ArrayList<>();
        if (key.is(Attribute.OWN_NAME)) {
            String whole = key.text(Attribute.ATTACHED_TO).orElse("");
            this.context.after().objects().keySet().stream()
                    .filter(other -> other.kind() == ObjectKind.CONSTRAINT && !this.context.isNew(other))
                    .filter(other -> other.qualifiedName().equals(whole))
                    .forEach(other -> statements.add(nameStatement(key.id(), other)));
        }
        if (!statements.isEmpty() || !key.is(Attribute.OWN_NAME)) {
            statements.addAll(new ConstraintChanges(this.context).settings(key));
            statements.addAll(Comments.of(key));
        }
        return statements;
    }

    private static String nameStatement(ObjectId part, ObjectId whole) {
        String own = SqlLiteral.readable(part.name());
        String table = SqlLiteral.readable(SqlName.relationOf(part)) + "::regclass";
        boolean isIndex = part.kind() == ObjectKind.INDEX;
        String query = isIndex
                ? "SELECT c.relname FROM pg_catalog.pg_index x"
                        + " JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid"
                        + " JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid\n        WHERE x.indrelid = " + table
                        + " AND c.relname <> " + own + "\n          AND i.inhparent = "
                        + SqlLiteral.readable(SqlName.of(whole)) + "::regclass"
                : "SELECT k.conname FROM pg_catalog.pg_constraint k"
                        + " JOIN pg_catalog.pg_constraint p ON p.oid = k.conparentid\n        WHERE k.conrelid = "
                        + table + " AND k.conname <> " + own + "\n          AND p.conrelid = "
                        + SqlLiteral.readable(SqlName.relationOf(whole)) + "::regclass AND p.conname = "
                        + SqlLiteral.readable(whole.name());
        String name = SqlName.quoted(part.name());
        String rename = isIndex
                ? "ALTER INDEX " + schemaOf(part) + ".%I RENAME TO "
                : "ALTER TABLE " + SqlName.relationOf(part) + " RENAME CONSTRAINT %I TO ";
        String format = escaped(rename).replace("%%I", "%I") + escaped(name);
        return "DO $name$\nDECLARE\n    name text;\nBEGIN\n    FOR name IN " + query
                + "\n    LOOP\n        EXECUTE format(" + SqlLiteral.readable(format)
                + ", name);\n    END LOOP;\nEND $name$";
    }

    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    private static String schemaOf(ObjectId part) {
        return SqlName.quoted(
                Objects.requireNonNull(Objects.requireNonNull(part.parent()).parent())
                        .name());
    }
}
