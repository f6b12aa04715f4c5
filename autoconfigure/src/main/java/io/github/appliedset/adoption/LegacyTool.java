package io.github.appliedset.adoption;

import java.util.Locale;

/** Tool whose table a new tracker adopts. */
public enum LegacyTool {
    /** No tool is expected: a run that finds a tool's table is refused, naming the settings to choose from. */
    DETECT("no tool"),
    /** No tool: every migration runs, even if tables of other tools exist. */
    NONE("no tool"),
    /** golang-migrate's counter: every file up to it has been applied. */
    GOLANG_MIGRATE("golang-migrate"),
    /** Flyway's history, with the checksums of the files that ran. */
    FLYWAY("Flyway"),
    /** goose's rows, one or more per version. */
    GOOSE("goose"),
    /** The set of versions kept by dbmate or Rails. */
    DBMATE("dbmate or Rails");

    private final String title;

    LegacyTool(String title) {
        this.title = title;
    }

    /** The tool as written in properties: {@code golang-migrate}. */
    public String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The tool's usual name. */
    public String title() {
        return this.title;
    }

    /** Whether the tool has a table to adopt. */
    boolean adopts() {
        return this != DETECT && this != NONE;
    }
}
