package io.github.appliedset.schema;

import static io.github.appliedset.schema.Attribute.*;

import io.github.appliedset.Internal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which attributes an object of each kind can have. */
@Internal
public final class Anatomy {

    private static final Set<Attribute> OF_ALL =
            EnumSet.of(COMMENT, OWNER, GRANTS, SECURITY_LABELS, DEPENDS_ON_EXTENSIONS, USES);

    private static final Map<ObjectKind, Set<Attribute>> OF_EACH = new EnumMap<>(Map.ofEntries(
            kind(ObjectKind.EXTENSION, SCHEMA, VERSION),
            kind(ObjectKind.ENUM, LABELS),
            kind(
                    ObjectKind.DOMAIN,
                    TYPE,
                    NOT_NULL,
                    NOT_NULL_NAME,
                    NOT_NULL_COMMENT,
                    DEFAULT,
                    COLLATION,
                    CHECKS,
                    CHECK_COMMENTS),
            kind(ObjectKind.COMPOSITE_TYPE, FIELDS, FIELD_COMMENTS),
            kind(
                    ObjectKind.RANGE_TYPE,
                    COLLATION,
                    SUBTYPE,
                    OPERATOR_CLASS,
                    CANONICAL,
                    SUBTYPE_DIFFERENCE,
                    MULTIRANGE,
                    MULTIRANGE_COMMENT),
            kind(ObjectKind.BASE_TYPE, DEFAULT, OPTIONS),
            kind(ObjectKind.COLLATION, PROVIDER, LOCALE, RULES, NOT_DETERMINISTIC, VERSION),
            kind(ObjectKind.CONVERSION, FUNCTION, OPTIONS),
            kind(
                    ObjectKind.SEQUENCE,
                    TYPE,
                    START,
                    INCREMENT,
                    MINIMUM,
                    MAXIMUM,
                    CACHE,
                    CYCLE,
                    OWNED_BY,
                    UNLOGGED,
                    LOGGED),
            kind(
                    ObjectKind.TABLE,
                    KIND,
                    UNLOGGED,
                    OF_TYPE,
                    PARTITION_BY,
                    PARTITION_OF,
                    BOUND,
                    DETACH_PENDING,
                    INHERITS,
                    ACCESS_METHOD,
                    TABLESPACE,
                    REPLICA_IDENTITY,
                    ROW_SECURITY,
                    ROW_SECURITY_FORCED,
                    SERVER,
                    OPTIONS,
                    COLUMNS),
            kind(ObjectKind.VIEW, REPLICA_IDENTITY, OPTIONS, COLUMNS, DEFINITION),
            kind(
                    ObjectKind.MATERIALIZED_VIEW,
                    ACCESS_METHOD,
                    TABLESPACE,
                    REPLICA_IDENTITY,
                    OPTIONS,
                    COLUMNS,
                    DEFINITION),
            kind(
                    ObjectKind.COLUMN,
                    TYPE,
                    NOT_NULL,
                    NOT_NULL_NOT_VALID,
                    NOT_NULL_NO_INHERIT,
                    NOT_NULL_LOCAL,
                    NOT_NULL_NAME,
                    NOT_NULL_COMMENT,
                    DEFAULT,
                    GENERATED,
                    VIRTUAL,
                    IDENTITY,
                    SEQUENCE,
                    SEQUENCE_NAME,
                    SEQUENCE_PERSISTENCE,
                    SEQUENCE_COMMENT,
                    SEQUENCE_GRANTS,
                    COLLATION,
                    STORAGE,
                    COMPRESSION,
                    STATISTICS_TARGET,
                    INHERITED,
                    OPTIONS),
            kind(
                    ObjectKind.CONSTRAINT,
                    ATTACHED_TO,
                    OWN_NAME,
                    TABLESPACE,
                    REPLICA_IDENTITY,
                    CLUSTERED,
                    INVALID,
                    OPTIONS,
                    DEFINITION,
                    ENABLED,
                    TARGET_ENABLED,
                    INDEX_COMMENT),
            kind(
                    ObjectKind.INDEX,
                    ATTACHED_TO,
                    OWN_NAME,
                    TABLESPACE,
                    REPLICA_IDENTITY,
                    CLUSTERED,
                    INVALID,
                    NOT_READY,
                    OPTIONS,
                    DEFINITION),
            kind(ObjectKind.TRIGGER, ATTACHED_TO, OWN_NAME, DEFINITION, ENABLED, CONSTRAINT_COMMENT),
            kind(ObjectKind.POLICY, COMMAND, RESTRICTIVE, ROLES, USING, CHECK),
            kind(ObjectKind.RULE, DEFINITION, ENABLED),
            kind(ObjectKind.STATISTICS, STATISTICS_TARGET, DEFINITION),
            kind(ObjectKind.FUNCTION, DEFINITION),
            kind(ObjectKind.PROCEDURE, DEFINITION),
            kind(ObjectKind.AGGREGATE, DEFINITION),
            kind(ObjectKind.OPERATOR, OPTIONS),
            kind(ObjectKind.OPERATOR_CLASS, TYPE, OPTIONS),
            kind(ObjectKind.OPERATOR_FAMILY, OPTIONS),
            kind(ObjectKind.TEXT_SEARCH_CONFIGURATION, PARSER, MAPPINGS),
            kind(ObjectKind.TEXT_SEARCH_DICTIONARY, TEMPLATE, OPTIONS),
            kind(ObjectKind.TEXT_SEARCH_PARSER, FUNCTIONS),
            kind(ObjectKind.TEXT_SEARCH_TEMPLATE, FUNCTIONS),
            kind(ObjectKind.CAST, METHOD, CONTEXT, FUNCTION),
            kind(ObjectKind.LANGUAGE, HANDLER, VALIDATOR, OPTIONS),
            kind(ObjectKind.TRANSFORM, FUNCTIONS),
            kind(ObjectKind.ACCESS_METHOD, TYPE, HANDLER),
            kind(ObjectKind.FOREIGN_DATA_WRAPPER, HANDLER, VALIDATOR, OPTIONS),
            kind(ObjectKind.SERVER, TYPE, VERSION, WRAPPER, OPTIONS),
            kind(ObjectKind.EVENT_TRIGGER, EVENT, TAGS, FUNCTION, ENABLED),
            kind(ObjectKind.PUBLICATION, ALL_TABLES, TABLES, SCHEMAS, PUBLISHES, VIA_ROOT, OPTIONS),
            kind(ObjectKind.SETTING, VALUE)));

    private Anatomy() {}

    private static Map.Entry<ObjectKind, Set<Attribute>> kind(ObjectKind kind, Attribute first, Attribute... more) {
        return Map.entry(kind, EnumSet.of(first, more));
    }

    /** Whether objects of a kind can have an attribute. */
    public static boolean has(ObjectKind kind, Attribute attribute) {
        return OF_ALL.contains(attribute)
                || OF_EACH.getOrDefault(kind, Set.of()).contains(attribute);
    }
}
