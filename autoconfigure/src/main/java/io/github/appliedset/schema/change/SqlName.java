package io.github.appliedset.schema.change;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names as statements need them. */
final class SqlName {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    /**
     * Words that cannot be a name without quotes everywhere.
     *
     * <p>Source: <a href="https://www.postgresql.org/docs/current/sql-keywords-appendix.html">SQL Key Words</a>.
     */
    private static final Set<String> KEY_WORDS = Set.of(("all analyse analyze and any array as asc asymmetric"
                    + " authorization between bigint binary bit boolean both case cast char character check coalesce"
                    + " collate collation column concurrently constraint create cross current_catalog current_date"
                    + " current_role current_schema current_time current_timestamp current_user dec decimal default"
                    + " deferrable desc distinct do else end except exists extract false fetch float for foreign freeze"
                    + " from full grant greatest group grouping having ilike in initially inner inout int integer"
                    + " intersect interval into is isnull join json json_array json_arrayagg json_exists json_object"
                    + " json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading"
                    + " least left like limit localtime localtimestamp merge_action national natural nchar none"
                    + " normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay"
                    + " placing position precision primary real references returning right row select session_user"
                    + " setof similar smallint some substring symmetric system_user table tablesample then time"
                    + " timestamp to trailing treat trim true union unique user using values varchar variadic verbose"
                    + " when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces"
                    + " xmlparse xmlpi xmlroot xmlserialize xmltable")
            .split(" "));

    private SqlName() {}

    static String quoted(String name) {
        return PLAIN.matcher(name).matches() && !KEY_WORDS.contains(name)
                ? name
                : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The object as {@code DROP} takes it, without what belongs to a relation. */
    static String of(ObjectId id) {
        return switch (id.kind().place()) {
            case DATABASE -> quoted(id.name());
            case SCHEMA -> schemaOf(id) + "." + own(id);
            case RELATION ->
                id.kind() == ObjectKind.STATISTICS && id.name().contains(".")
                        ? (QualifiedName.parts(id.name()).size() == 1 ? schemaOf(id) + "." : "") + id.name()
                        : schemaOf(id) + "." + quoted(id.name());
        };
    }

    /** A relation, or part of one, by its {@linkplain ObjectId#qualifiedName qualified name}. */
    static String of(String qualifiedName) {
        return QualifiedName.parts(qualifiedName).stream().map(SqlName::quoted).collect(Collectors.joining("."));
    }

    /** Whether a name in a text of PostgreSQL is that of the object; versions quote different names. */
    static boolean isOf(ObjectId id, String written) {
        return written.equals(of(id)) || written.equals(id.qualifiedName());
    }

    /** The object with the word for its kind, as written in {@code DROP} and {@code COMMENT ON}. */
    static String withKind(ObjectId id) {
        return switch (id.kind()) {
            case CAST -> "CAST (" + id.name() + ")";
            case TRANSFORM -> "TRANSFORM FOR " + id.name();
            case ENUM, COMPOSITE_TYPE, RANGE_TYPE, BASE_TYPE, SHELL_TYPE -> "TYPE " + of(id);
            default -> id.kind().label().toUpperCase(Locale.ROOT).replace('-', ' ') + " " + of(id);
        };
    }

    /** A routine's name is written with its arguments, and was quoted by PostgreSQL. */
    private static String own(ObjectId id) {
        return switch (id.kind()) {
            case FUNCTION, PROCEDURE, OPERATOR, OPERATOR_CLASS, OPERATOR_FAMILY -> id.name();
            case AGGREGATE -> id.name().replaceFirst("\\(\\)$", "(*)");
            default -> quoted(id.name());
        };
    }

    /** The relation that an object belongs to. */
    static String relationOf(ObjectId part) {
        return of(Objects.requireNonNull(part.parent()));
    }

    private static String schemaOf(ObjectId id) {
        ObjectId each = id;
        while (each.parent() != null) {
            each = each.parent();
        }
        return quoted(each.name());
    }

    /** A name without its schema, for the name of a file. */
    static String plain(ObjectId id) {
        return switch (id.kind()) {
            case FUNCTION, PROCEDURE, AGGREGATE, OPERATOR -> id.name().replaceFirst("\\(.*", "");
            case OPERATOR_CLASS, OPERATOR_FAMILY -> id.name().replaceFirst(" USING .*", "");
            default -> id.name();
        };
    }

    /** The name of the relation that a part belongs to, for the name of a file. */
    static String plainRelation(ObjectId part) {
        return plain(Objects.requireNonNull(part.parent()));
    }
}
