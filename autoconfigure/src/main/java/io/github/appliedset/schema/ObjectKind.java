package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of objects, each with its folder in a snapshot. The order is that of every listing. */
public enum ObjectKind {
    SCHEMA("schema", Place.DATABASE, "schemas"),
    EXTENSION("extension", Place.DATABASE, "extensions"),
    ENUM("enum", Place.SCHEMA, "types"),
    DOMAIN("domain", Place.SCHEMA, "types"),
    COMPOSITE_TYPE("composite type", Place.SCHEMA, "types"),
    RANGE_TYPE("range type", Place.SCHEMA, "types"),
    BASE_TYPE("base type", Place.SCHEMA, "types"),
    SHELL_TYPE("shell type", Place.SCHEMA, "types"),
    COLLATION("collation", Place.SCHEMA, "collations"),
    CONVERSION("conversion", Place.SCHEMA, "conversions"),
    SEQUENCE("sequence", Place.SCHEMA, "sequences"),
    TABLE("table", Place.SCHEMA, "tables"),
    VIEW("view", Place.SCHEMA, "views"),
    MATERIALIZED_VIEW("materialized view", Place.SCHEMA, "materialized-views"),
    COLUMN("column", Place.RELATION, "columns"),
    CONSTRAINT("constraint", Place.RELATION, "constraints"),
    INDEX("index", Place.RELATION, "indexes"),
    TRIGGER("trigger", Place.RELATION, "triggers"),
    POLICY("policy", Place.RELATION, "policies"),
    RULE("rule", Place.RELATION, "rules"),
    STATISTICS("statistics", Place.RELATION, "statistics"),
    FUNCTION("function", Place.SCHEMA, "routines"),
    PROCEDURE("procedure", Place.SCHEMA, "routines"),
    AGGREGATE("aggregate", Place.SCHEMA, "routines"),
    OPERATOR("operator", Place.SCHEMA, "operators"),
    OPERATOR_CLASS("operator class", Place.SCHEMA, "operator-classes"),
    OPERATOR_FAMILY("operator family", Place.SCHEMA, "operator-families"),
    TEXT_SEARCH_CONFIGURATION("text search configuration", Place.SCHEMA, "text-search-configurations"),
    TEXT_SEARCH_DICTIONARY("text search dictionary", Place.SCHEMA, "text-search-dictionaries"),
    TEXT_SEARCH_PARSER("text search parser", Place.SCHEMA, "text-search-parsers"),
    TEXT_SEARCH_TEMPLATE("text search template", Place.SCHEMA, "text-search-templates"),
    CAST("cast", Place.DATABASE, "casts"),
    LANGUAGE("language", Place.DATABASE, "languages"),
    TRANSFORM("transform", Place.DATABASE, "transforms"),
    ACCESS_METHOD("access method", Place.DATABASE, "access-methods"),
    FOREIGN_DATA_WRAPPER("foreign-data wrapper", Place.DATABASE, "foreign-data-wrappers"),
    SERVER("server", Place.DATABASE, "servers"),
    EVENT_TRIGGER("event trigger", Place.DATABASE, "event-triggers"),
    PUBLICATION("publication", Place.DATABASE, "publications"),
    DEFAULT_PRIVILEGES("default privileges", Place.DATABASE, "default-privileges"),
    SETTING("setting", Place.DATABASE, "settings");

    /** The parent of an object. */
    public enum Place {
        DATABASE,
        SCHEMA,
        RELATION
    }

    private static final Map<String, List<ObjectKind>> BY_FOLDER =
            Stream.of(values()).collect(Collectors.groupingBy(ObjectKind::folder));

    private final String label;
    private final Place place;
    private final String folder;

    ObjectKind(String label, Place place, String folder) {
        this.label = label;
        this.place = place;
        this.folder = folder;
    }

    /** Its name in a message, and the key of the name in a file. */
    public String label() {
        return this.label;
    }

    public Place place() {
        return this.place;
    }

    /** Folder of its files, within that of its parent. Kinds with one folder share a namespace. */
    public String folder() {
        return this.folder;
    }

    /** Whether other objects belong to it, so that it has its own folder. */
    public boolean hasParts() {
        return this == SCHEMA || isRelation();
    }

    /** Whether it has columns. */
    public boolean isRelation() {
        return this == TABLE || this == VIEW || this == MATERIALIZED_VIEW;
    }

    /** Whether its name is more than an identifier: argument types, two types of a cast. */
    @Internal
    public boolean isNamedBySignature() {
        return this.folder.equals("routines")
                || this == OPERATOR
                || this == OPERATOR_CLASS
                || this == OPERATOR_FAMILY
                || this == CAST
                || this == TRANSFORM
                || this == SETTING
                || this == DEFAULT_PRIVILEGES;
    }

    /** Whether objects of this kind can belong to one of the other kind. */
    boolean mayBelongTo(ObjectKind other) {
        return switch (this.place) {
            case DATABASE -> false;
            case SCHEMA -> other == SCHEMA;
            case RELATION -> other.isRelation();
        };
    }

    /** The kinds in a folder below a parent's folder; no parent for the top level. */
    public static Stream<ObjectKind> in(String folder, Optional<ObjectKind> parent) {
        return BY_FOLDER.getOrDefault(folder, List.of()).stream()
                .filter(kind -> parent.map(kind::mayBelongTo).orElse(kind.place == Place.DATABASE));
    }
}
