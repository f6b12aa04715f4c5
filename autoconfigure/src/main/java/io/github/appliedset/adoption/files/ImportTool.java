package io.github.appliedset.adoption.files;

import java.util.Locale;
import java.util.function.Function;

/** A tool whose files can be imported. golang-migrate's files need no import. */
public enum ImportTool {
    /** {@code V1__add_phone.sql}, {@code U1__add_phone.sql}. */
    FLYWAY("Flyway", FlywayConverter::new),
    /** {@code 00001_add_phone.sql} with {@code -- +goose Up} and {@code -- +goose Down}. */
    GOOSE("goose", names -> new SectionConverter(new GooseMarks())),
    /** {@code 20240101120000_add_phone.sql} with {@code -- migrate:up} and {@code -- migrate:down}. */
    DBMATE("dbmate", names -> new SectionConverter(new DbmateMarks())),
    /** Files that begin with {@code --liquibase formatted sql}. */
    LIQUIBASE("Liquibase", names -> new LiquibaseConverter());

    private final String title;
    private final Function<FlywayNames, FileConverter> converter;

    ImportTool(String title, Function<FlywayNames, FileConverter> converter) {
        this.title = title;
        this.converter = converter;
    }

    /** The tool as written in properties: {@code flyway}. */
    public String property() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tool's usual name. */
    public String title() {
        return this.title;
    }

    FileConverter converter(FlywayNames names) {
        return this.converter.apply(names);
    }
}
