package io.github.appliedset.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is compared: the migration tools, and the lower bounds. */
enum Tool {
    APPLIED_SET(
            "applied-set",
            "db/migration/%05d_%s.up.sql",
            Set.of("migrator", "appliedSetMigrationInitializer"),
            Map.of("applied-set.enabled", "true")),

    FLYWAY(
            "Flyway",
            "db/flyway/V%05d__%s.sql",
            Set.of("flyway", "flywayInitializer"),
            Map.of("spring.flyway.enabled", "true", "spring.flyway.locations", "classpath:db/flyway")),

    LIQUIBASE(
            "Liquibase",
            "db/changes/%05d_%s.sql",
            Set.of("liquibase"),
            Map.of("spring.liquibase.enabled", "true", "spring.liquibase.change-log", "classpath:db/changelog.yaml")),

    /** JDBC without a tool: lists, reads and hashes the files, asks for the set once, sends each pending file at once. */
    BARE("bare JDBC", "db/bare/%05d_%s.up.sql", Set.of("bareLoop"), Map.of("benchmark.bare", "true")),

    /** An application without migrations, to be taken off from what is counted; and psql, which is none. */
    NONE("psql", "db/none/%05d_%s.up.sql", Set.of(), Map.of());

    static final List<Tool> COMPARED = List.of(APPLIED_SET, FLYWAY, LIQUIBASE, BARE);

    /** As the tables show them: ours first. */
    static final List<Tool> COLUMNS = List.of(values());

    private final String label;
    private final String filePattern;
    private final Set<String> beans;
    private final Map<String, String> properties;

    Tool(String label, String filePattern, Set<String> beans, Map<String, String> properties) {
        this.label = label;
        this.filePattern = filePattern;
        this.beans = beans;
        this.properties = properties;
    }

    String label() {
        return this.label;
    }

    /** Where its migration of this version is, below the root of a class path. */
    String path(int version, String name) {
        return this.filePattern.formatted(version, name);
    }

    String folder() {
        return this.filePattern.substring(0, this.filePattern.lastIndexOf('/'));
    }

    /** The beans that stand for it in a context: what they take to be made is its time. */
    Set<String> beans() {
        return this.beans;
    }

    /** Properties of an application that has this tool alone. */
    Map<String, String> properties() {
        return this.properties;
    }

    /** SQL that forgets the last migration, which made the table of {@link Corpus#addOneMore}. */
    String undoLast(int version) {
        return "DROP TABLE one_more; DELETE FROM "
                + switch (this) {
                    case APPLIED_SET -> "applied_migrations WHERE version = " + version;
                    case FLYWAY -> "flyway_schema_history WHERE installed_rank = " + version;
                    case LIQUIBASE -> "databasechangelog WHERE id = '" + version + "'";
                    default -> "bare_migrations WHERE version = " + version;
                };
    }
}
