package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.adoption.files.Conversion.Draft;
import io.github.appliedset.adoption.files.WrittenFiles.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A changeset of Liquibase's formatted SQL, while it is being read. */
final class Changeset {

    private static final int LONGEST_NAME = 200;
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+):(\"[^\"]*\"|\\S+)");
    private static final Pattern ROLLBACK =
            Pattern.compile("(?i)\\s*--\\s*rollback\\b:?[ \t]?(?<sql>.*)", Pattern.DOTALL);
    private static final Pattern ROLLBACK_BLOCK = Pattern.compile("(?i)\\s*/\\*\\s*liquibase\\s+rollback\\s*");
    private static final Pattern CONDITION = Pattern.compile("(?i)\\s*--\\s*preconditions?\\b.*");
    private static final Pattern PROPERTY = Pattern.compile("(?i)\\s*--\\s*(property|ignoreLines)\\b.*");
    private static final Pattern EMPTY_ROLLBACK = Pattern.compile("(?i)\\s*(empty|not required)?\\s*");
    private static final Pattern ROLLBACK_OF_OTHER = Pattern.compile("(?i)\\s*changeset(Id|Author|Path)\\s*:.*");

    private final SourceFile file;
    private final int line;
    private final String author;
    private final String id;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final MigrationText upText;
    private final MigrationText downText;
    private final StringBuilder up = new StringBuilder();
    private final StringBuilder down = new StringBuilder();
    private boolean inRollbackBlock;

    Changeset(SourceFile file, int line, String author, String id, String attributes) {
        this.file = file;
        this.line = line;
        this.author = author.strip();
        this.id = id;
        this.upText = new MigrationText(file);
        this.downText = new MigrationText(file);
        Matcher attribute = ATTRIBUTE.matcher(attributes);
        while (attribute.find()) {
            this.attributes.put(attribute.group(1), attribute.group(2).replace("\"", ""));
        }
    }

    /** Whether it runs on PostgreSQL; adds a remark if not. */
    boolean isForPostgres(Conversion conversion) {
        String databases = this.attributes.get("dbms");
        boolean ignored = "true".equals(this.attributes.get("ignore"));
        boolean runs = !ignored
                && (databases == null
                        || databases.contains("all")
                        || (databases.contains("postgresql") && !databases.contains("!postgresql"))
                        || (databases.contains("!") && !databases.contains("!postgresql")));
        if (!runs) {
            conversion.mention(
                    this.file,
                    this.line,
                    "changeset " + label() + " does not run: " + (ignored ? "ignore:true" : "dbms:" + databases),
                    "It was not written");
        }
        return runs;
    }

    void take(int number, String text) {
        Matcher rollback = ROLLBACK.matcher(text);
        if (this.inRollbackBlock) {
            int end = text.indexOf("*/");
            this.inRollbackBlock = end < 0;
            this.down.append(end < 0 ? text : text.substring(0, end) + "\n");
        } else if (ROLLBACK_BLOCK.matcher(text).matches()) {
            this.inRollbackBlock = true;
        } else if (rollback.matches()) {
            takeRollback(number, rollback.group("sql"));
        } else if (CONDITION.matcher(text).matches()) {
            this.upText.stop(number, "'" + text.strip() + "'", "Decide whether to run the migration");
        } else if (PROPERTY.matcher(text).matches()) {
            this.upText.stop(number, "'" + text.strip() + "'", "Decide what it should do here");
        } else {
            this.upText.stopAtPlaceholders(number, text, MigrationText.PLACEHOLDER);
            this.up.append(text);
        }
    }

    private void takeRollback(int number, String sql) {
        if (ROLLBACK_OF_OTHER.matcher(sql).matches()) {
            this.downText.stop(number, "a rollback that refers to another changeset", "Write its SQL");
            this.down.append("-- ").append(sql);
        } else if (!EMPTY_ROLLBACK.matcher(sql).matches()) {
            this.downText.stopAtPlaceholders(number, sql, MigrationText.PLACEHOLDER);
            this.down.append(sql);
        }
    }

    /** The origin note of the file that it becomes. */
    OriginNote note() {
        return new OriginNote(this.file.path() + ", changeset " + label(), null, null);
    }

    /** Whether it runs again whenever it changes. */
    boolean isRepeatable() {
        return "true".equals(this.attributes.get("runOnChange"));
    }

    /** Its place with that number. */
    Place place(String number) {
        return new Place(this.file.folder(), number, name());
    }

    void write(Place place, Conversion conversion) {
        if (isRepeatable()) {
            mention("runOnChange:true", "It was imported as a version, which runs once", conversion);
        }
        write(place, "up", this.upText, this.up, note(), conversion);
        if (!this.down.toString().isBlank()) {
            write(place, "down", this.downText, this.down, this.downText.stops() ? note() : null, conversion);
        }
    }

    void writeRepeatable(Conversion conversion) {
        mention(
                "runOnChange:true",
                "It runs again whenever it changes, and after all versions: what a later changeset needs belongs in a"
                        + " version",
                conversion);
        if (!this.down.toString().isBlank()) {
            mention("the rollback of a repeatable migration", "It was not written", conversion);
        }
        write(
                new Place(this.file.folder(), "", name()),
                Conversion.REPEATABLE,
                this.upText,
                this.up,
                note(),
                conversion);
    }

    private void write(
            Place place,
            String direction,
            MigrationText text,
            StringBuilder sql,
            @Nullable OriginNote note,
            Conversion conversion) {
        boolean noTransaction = "false".equals(this.attributes.get("runInTransaction"));
        String all = text.with(note, noTransaction, sql.toString().stripLeading());
        conversion.write(new Draft(this.file, place, direction, all));
    }

    /** Finds what does not run here as it is. */
    void check(Conversion conversion) {
        stopAtAttributes(conversion);
        this.upText.untranslated().forEach(conversion::mention);
        this.downText.untranslated().forEach(conversion::mention);
    }

    private void mention(String what, String advice, Conversion conversion) {
        conversion.mention(this.file, this.line, what, advice);
    }

    private void stopAtAttributes(Conversion conversion) {
        this.attributes.forEach((name, value) -> {
            switch (name) {
                case "runInTransaction",
                        "runOnChange",
                        "dbms",
                        "splitStatements",
                        "stripComments",
                        "ignore",
                        "rollbackSplitStatements" -> {}
                case "endDelimiter", "rollbackEndDelimiter" ->
                    this.upText.stop(
                            this.line,
                            name + ":" + value,
                            "End each statement with a semicolon; function bodies need no other delimiter");
                case "runAlways" -> {
                    if (value.equals("true")) {
                        conversion.mention(
                                this.file,
                                this.line,
                                name + ":true",
                                "A migration runs once; its next change goes into a new one");
                    }
                }
                case "logicalFilePath", "objectQuotingStrategy", "created" ->
                    conversion.mention(this.file, this.line, name + ":" + value, "It has no effect here");
                default -> this.upText.stop(this.line, name + ":" + value, "Decide whether to run the migration");
            }
        });
    }

    /** The id, preceded by the name of the file if the id is only a number. */
    private String name() {
        String base = this.file.name().replaceFirst("\\.sql$", "");
        String name =
                (this.id.matches("[\\d.-]+") ? base + "_" + this.id : this.id).replaceAll("[^\\p{L}\\p{N}._-]+", "_");
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private String label() {
        return this.author + ":" + this.id;
    }
}
