package io.github.appliedset.schema;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An attribute of an object, in the order of a snapshot. PostgreSQL's defaults are left out.
 *
 * <p>The keys and the wording of the values never change: a type worded differently would look like a different type.
 */
public enum Attribute {
    KIND("kind", Form.TEXT),
    TYPE("type", Form.TEXT),
    NOT_NULL("notNull", Form.FLAG),
    NOT_NULL_NOT_VALID("notNullNotValid", Form.FLAG),
    NOT_NULL_NO_INHERIT("notNullNoInherit", Form.FLAG),
    NOT_NULL_LOCAL("notNullLocal", Form.FLAG, 18),
    NOT_NULL_NAME("notNullName", Form.TEXT, 18),
    NOT_NULL_COMMENT("notNullComment", Form.LINES, 18),
    DEFAULT("default", Form.TEXT),
    GENERATED("generated", Form.TEXT),
    VIRTUAL("virtual", Form.FLAG),
    IDENTITY("identity", Form.TEXT),
    SEQUENCE("sequence", Form.LIST),
    SEQUENCE_NAME("sequenceName", Form.TEXT),
    SEQUENCE_PERSISTENCE("sequencePersistence", Form.TEXT, 15),
    SEQUENCE_COMMENT("sequenceComment", Form.LINES),
    SEQUENCE_GRANTS("sequenceGrants", Form.LIST),
    COLLATION("collation", Form.TEXT),
    STORAGE("storage", Form.TEXT),
    COMPRESSION("compression", Form.TEXT),
    STATISTICS_TARGET("statisticsTarget", Form.NUMBER),
    INHERITED("inherited", Form.FLAG),
    ATTACHED_TO("attachedTo", Form.TEXT),
    OWN_NAME("ownName", Form.FLAG),

    LABELS("labels", Form.LIST),
    CHECKS("checks", Form.LIST),
    CHECK_COMMENTS("checkComments", Form.LIST),
    FIELDS("fields", Form.LIST),
    FIELD_COMMENTS("fieldComments", Form.LIST),
    SUBTYPE("subtype", Form.TEXT),
    OPERATOR_CLASS("operatorClass", Form.TEXT),
    CANONICAL("canonical", Form.TEXT),
    SUBTYPE_DIFFERENCE("subtypeDifference", Form.TEXT),
    MULTIRANGE("multirange", Form.TEXT),
    MULTIRANGE_COMMENT("multirangeComment", Form.LINES),

    START("start", Form.NUMBER),
    INCREMENT("increment", Form.NUMBER),
    MINIMUM("minimum", Form.NUMBER),
    MAXIMUM("maximum", Form.NUMBER),
    CACHE("cache", Form.NUMBER),
    CYCLE("cycle", Form.FLAG),
    OWNED_BY("ownedBy", Form.TEXT),

    UNLOGGED("unlogged", Form.FLAG),
    LOGGED("logged", Form.FLAG, 15),
    OF_TYPE("ofType", Form.TEXT),
    PARTITION_BY("partitionBy", Form.TEXT),
    PARTITION_OF("partitionOf", Form.TEXT),
    BOUND("bound", Form.TEXT),
    DETACH_PENDING("detachPending", Form.FLAG),
    INHERITS("inherits", Form.LIST),
    ACCESS_METHOD("accessMethod", Form.TEXT),
    TABLESPACE("tablespace", Form.TEXT),
    REPLICA_IDENTITY("replicaIdentity", Form.TEXT),
    CLUSTERED("clustered", Form.FLAG),
    INVALID("invalid", Form.FLAG),
    NOT_READY("notReady", Form.FLAG),
    ROW_SECURITY("rowSecurity", Form.FLAG),
    ROW_SECURITY_FORCED("rowSecurityForced", Form.FLAG),

    COMMAND("command", Form.TEXT),
    RESTRICTIVE("restrictive", Form.FLAG),
    ROLES("roles", Form.LIST),
    USING("using", Form.TEXT),
    CHECK("check", Form.TEXT),
    EVENT("event", Form.TEXT),
    TAGS("tags", Form.LIST),
    FUNCTION("function", Form.TEXT),
    METHOD("method", Form.TEXT),
    CONTEXT("context", Form.TEXT),

    SCHEMA("schema", Form.TEXT),
    VERSION("version", Form.TEXT),
    ALL_TABLES("allTables", Form.FLAG),
    TABLES("tables", Form.LIST),
    SCHEMAS("schemas", Form.LIST),
    PUBLISHES("publishes", Form.LIST),
    VIA_ROOT("viaRoot", Form.FLAG),
    PROVIDER("provider", Form.TEXT),
    LOCALE("locale", Form.TEXT),
    RULES("rules", Form.TEXT),
    NOT_DETERMINISTIC("notDeterministic", Form.FLAG),
    WRAPPER("wrapper", Form.TEXT),
    HANDLER("handler", Form.TEXT),
    VALIDATOR("validator", Form.TEXT),
    SERVER("server", Form.TEXT),
    PARSER("parser", Form.TEXT),
    TEMPLATE("template", Form.TEXT),
    MAPPINGS("mappings", Form.LIST),
    FUNCTIONS("functions", Form.LIST),
    OPTIONS("options", Form.LIST),
    VALUE("value", Form.TEXT),

    COLUMNS("columns", Form.LIST),
    DEFINITION("definition", Form.LINES),
    ENABLED("enabled", Form.TEXT),
    TARGET_ENABLED("targetEnabled", Form.TEXT),
    DEPENDS_ON_EXTENSIONS("dependsOnExtensions", Form.LIST),
    COMMENT("comment", Form.LINES),
    INDEX_COMMENT("indexComment", Form.LINES),
    CONSTRAINT_COMMENT("constraintComment", Form.LINES),
    SECURITY_LABELS("securityLabels", Form.LIST),
    OWNER("owner", Form.TEXT),
    GRANTS("grants", Form.LIST),
    USES("uses", Form.LIST);

    /** How a value is written. */
    public enum Form {
        /** One string. */
        TEXT,
        /** Text of one or more lines; written as a list, so that a changed line shows as one. */
        LINES,
        /** {@code true}, or left out. */
        FLAG,
        /** A whole number. */
        NUMBER,
        /** Strings, one a line. */
        LIST
    }

    private static final Map<String, Attribute> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Attribute::key, Function.identity()));

    private final String key;
    private final Form form;
    private final int since;

    Attribute(String key, Form form) {
        this(key, form, 0);
    }

    Attribute(String key, Form form, int since) {
        this.key = key;
        this.form = form;
        this.since = since;
    }

    /** Its key in a file. */
    public String key() {
        return this.key;
    }

    public Form form() {
        return this.form;
    }

    /** Whether it is part of the definition, and not a consequence of it. Only such attributes are compared. */
    public boolean isCompared() {
        return this != USES;
    }

    /** The first major version of PostgreSQL whose catalogs can hold it; 0 for all. Older ones say nothing about it. */
    public int since() {
        return this.since;
    }

    /** The attribute with a key, or empty if there is none. */
    public static Optional<Attribute> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
