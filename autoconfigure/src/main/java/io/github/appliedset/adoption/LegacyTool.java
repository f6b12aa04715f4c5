package io.github.appliedset.adoption;

import java.util.Locale;

/** Whose tracker a new one is filled from. */
public enum LegacyTool {
    /** None is expected: if one is found, stop and ask. */
    DETECT("no tool"),
    /** None: apply every migration, whatever other tables there are. */
    NONE("no tool"),
    /** golang-migrate's counter: every file up to it has been applied. */
    GOLANG_MIGRATE("golang-migrate"),
    /** Flyway's history, with the checksums of the files that ran. */
    FLYWAY("Flyway"),
    /** goose's rows, one or more a version. */
    GOOSE("goose"),
    /** The set of versions that dbmate keeps, and Rails as well. */
    DBMATE("dbmate or Rails");

    private final String title;

    LegacyTool(String title) {
        this.title = title;
    }

    /** As it is written in properties: {@code golang-migrate}. */
    public String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What people call it. */
    public String title() {
        return this.title;
    }

    /** Whether it is a tool to take over from. */
    boolean adopts() {
        return this != DETECT && this != NONE;
    }
}
