package io.github.appliedset.adoption;

import java.util.Locale;

/** Tool whose table a new tracker adopts. */
public enum LegacyTool {
    /** None is expected: a run that finds one stops and says what to set. */
    DETECT("no tool"),
    /** None: every migration runs, whatever tables of other tools there are. */
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

    /** Whether it is a tool with a table to adopt. */
    boolean adopts() {
        return this != DETECT && this != NONE;
    }
}
