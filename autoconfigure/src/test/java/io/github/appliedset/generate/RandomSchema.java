package io.github.appliedset.generate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A schema made up by chance: tables with keys, checks, indexes and comments, enums, views and functions. */
final class RandomSchema {

    private static final List<String> TYPES = List.of(
            "integer",
            "bigint",
            "text",
            "varchar(20)",
            "numeric(10,2)",
            "timestamptz",
            "uuid",
            "jsonb",
            "date",
            "boolean");

    private final Random random;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<String> labels = new ArrayList<>(List.of("a", "b", "c"));
    private int body = 1;
    private int next;

    /** A table with its columns by name; each column is its type and what follows. */
    private static final class Table {

        private final Map<String, String> columns = new LinkedHashMap<>();
        private final Map<String, String> extras = new LinkedHashMap<>();
        private boolean viewed;

        Table copy() {
            Table copy = new Table();
            copy.columns.putAll(this.columns);
            copy.extras.putAll(this.extras);
            copy.viewed = this.viewed;
            return copy;
        }
    }

    RandomSchema(Random random) {
        this.random = random;
        int count = 1 + random.nextInt(4);
        for (int table = 0; table < count; table++) {
            addTable();
        }
    }

    private RandomSchema(RandomSchema other) {
        this.random = other.random;
        other.tables.forEach((name, table) -> this.tables.put(name, table.copy()));
        this.labels.clear();
        this.labels.addAll(other.labels);
        this.body = other.body;
        this.next = other.next;
    }

    /** The same with a few edits. */
    RandomSchema edited() {
        RandomSchema edited = new RandomSchema(this);
        int edits = 1 + this.random.nextInt(4);
        for (int edit = 0; edit < edits; edit++) {
            edited.edit();
        }
        return edited;
    }

    private void edit() {
        Table table = any(new ArrayList<>(this.tables.values()));
        String column = any(new ArrayList<>(table.columns.keySet()));
        switch (this.random.nextInt(9)) {
            case 0 -> addTable();
            case 1 -> addColumn(table);
            case 2 -> dropColumn(table, column);
            case 3 -> table.columns.put(column, retyped(table.columns.get(column)));
            case 4 -> addExtra(table);
            case 5 -> table.extras.keySet().stream().findFirst().ifPresent(table.extras::remove);
            case 6 -> table.viewed = !table.viewed;
            case 7 -> this.labels.add(this.random.nextInt(this.labels.size() + 1), "l" + this.next++);
            default -> this.body++;
        }
    }

    private <T> T any(List<T> list) {
        return list.get(this.random.nextInt(list.size()));
    }

    private void addTable() {
        Table table = new Table();
        this.tables.put("t" + this.next++, table);
        int count = 1 + this.random.nextInt(5);
        for (int column = 0; column < count; column++) {
            addColumn(table);
        }
        if (this.random.nextBoolean()) {
            addExtra(table);
        }
        table.viewed = this.random.nextBoolean();
    }

    private void addColumn(Table table) {
        String name = "c" + this.next++;
        String type = this.random.nextInt(6) == 0 ? "e DEFAULT 'a'" : any(TYPES);
        table.columns.put(name, type);
    }

    /** With whatever names it. */
    private static void dropColumn(Table table, String column) {
        if (table.columns.size() > 1) {
            table.columns.remove(column);
            table.extras.values().removeIf(extra -> extra.contains(column));
        }
    }

    private static String retyped(String column) {
        return switch (column) {
            case "integer" -> "bigint";
            case "varchar(20)" -> "text";
            case "numeric(10,2)" -> "numeric(12,2) DEFAULT 0";
            case "text" -> "text DEFAULT 'x'";
            case "date" -> "timestamptz";
            default -> column.endsWith(" NOT NULL") ? column.replace(" NOT NULL", "") : column + " NOT NULL";
        };
    }

    private void addExtra(Table table) {
        String column = any(new ArrayList<>(table.columns.keySet()));
        String name = "x" + this.next++;
        boolean isOrdered = !table.columns.get(column).startsWith("jsonb");
        switch (this.random.nextInt(isOrdered ? 5 : 2)) {
            case 0 ->
                table.extras.put(name, "ALTER TABLE %s ADD CONSTRAINT " + name + " CHECK (" + column + " IS NOT NULL)");
            case 1 -> table.extras.put(name, "COMMENT ON COLUMN %s." + column + " IS 'it''s " + name + "'");
            case 2 -> table.extras.put(name, "CREATE INDEX " + name + " ON %s (" + column + ")");
            case 3 -> table.extras.put(name, "ALTER TABLE %s ADD CONSTRAINT " + name + " UNIQUE (" + column + ")");
            default ->
                table.extras.put(
                        name, "CREATE INDEX " + name + " ON %s (" + column + ") WHERE " + column + " IS NOT NULL");
        }
    }

    String sql() {
        StringBuilder sql = new StringBuilder("CREATE TYPE e AS ENUM ('" + String.join("', '", this.labels) + "');\n");
        this.tables.forEach((name, table) -> {
            List<String> columns = new ArrayList<>();
            table.columns.forEach((column, rest) -> columns.add(column + " " + rest));
            sql.append("CREATE TABLE ")
                    .append(name)
                    .append(" (")
                    .append(String.join(", ", columns))
                    .append(");\n");
            table.extras
                    .values()
                    .forEach(extra -> sql.append(extra.formatted(name)).append(";\n"));
            if (table.viewed) {
                sql.append("CREATE VIEW v_").append(name).append(" AS SELECT ");
                sql.append(String.join(", ", table.columns.keySet()))
                        .append(" FROM ")
                        .append(name)
                        .append(";\n");
            }
        });
        return sql.append("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT ")
                .append(this.body)
                .append("';\n")
                .toString();
    }
}
