package io.github.appliedset.benchmarks;

import java.util.regex.Pattern;

/** What the statements of a start are for, told by their text; the first one wins. */
enum ServerPart {
    MIGRATION(
            "the migrations",
            "^(ALTER TABLE t\\d|CREATE (INDEX|VIEW|FUNCTION|TABLE (t\\d|one_more))|INSERT INTO t\\d)"),
    COMMIT("commits", "^COMMIT"),
    ROW("rows", "^INSERT INTO \\S*_migrations"),
    LOCK("lock and settings", "^BEGIN|^SET LOCAL|pg_try_advisory"),
    GUARD("guards", "^LOCK TABLE|^SET CONSTRAINTS|pg_catalog\\.int4\\)$"),
    SESSION("state of the session", "^DISCARD|^RESET|pg_show_all_settings|json_each_text"),
    TRACKER("the tracker, read or made", "");

    private final String label;
    private final Pattern text;

    ServerPart(String label, String text) {
        this.label = label;
        this.text = Pattern.compile(text);
    }

    static ServerPart of(String statement) {
        for (ServerPart part : values()) {
            if (part.text.matcher(statement).find()) {
                return part;
            }
        }
        return TRACKER;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
