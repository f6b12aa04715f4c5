package io.github.appliedset.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments of the form {@code -- applied-set: renamed from app.customer.mail}, above a column or an object.
 *
 * @param renames what they say
 * @param problems each with its line: a comment that names nothing, or stands above nothing that has a name
 */
record RenameComments(List<Rename> renames, List<String> problems) {

    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";
    private static final String IF_NOT_EXISTS = "(?:IF\\s++NOT\\s++EXISTS\\s++)?+";
    private static final Pattern COMMENT = Pattern.compile("\\s*+--\\s*+applied-set:\\s*+renamed\\s++from\\b(.*+)");
    private static final Pattern OLD_NAME = Pattern.compile(NAME + "(?:\\." + NAME + ")*+(?:\\(.*+\\))?+");
    private static final Pattern TABLE = Pattern.compile(
            "(?is)(?:CREATE\\s++(?:UNLOGGED\\s++|FOREIGN\\s++)?+TABLE|ALTER\\s++(?:FOREIGN\\s++)?+TABLE)\\s++.*+");
    private static final Pattern PART = Pattern.compile(
            "(?is)\\s*+(?:ADD\\s++)?+(?:COLUMN\\s++|CONSTRAINT\\s++)?+" + IF_NOT_EXISTS + "(" + NAME + ").*+");
    private static final Pattern OBJECT = Pattern.compile("(?is)CREATE\\s++(?:OR\\s++REPLACE\\s++)?+"
            + "(?:UNLOGGED\\s++|MATERIALIZED\\s++|RECURSIVE\\s++|UNIQUE\\s++|FOREIGN\\s++|CONSTRAINT\\s++)*+"
            + "(?:TABLE|VIEW|SEQUENCE|TYPE|DOMAIN|INDEX|SCHEMA|FUNCTION|PROCEDURE|AGGREGATE|TRIGGER|POLICY|RULE)\\s++"
            + "(?:CONCURRENTLY\\s++)?+" + IF_NOT_EXISTS + "(?:" + NAME + "\\.)?(" + NAME + ").*+");
    private static final Pattern ADDED =
            Pattern.compile("(?is)ALTER\\s++(?:FOREIGN\\s++)?+TABLE\\s++(?:IF\\s++EXISTS\\s++)?+"
                    + "(?:ONLY\\s++)?+" + NAME + "(?:\\." + NAME + ")?+\\s++ADD\\s++(?:COLUMN\\s++|CONSTRAINT\\s++)?+"
                    + IF_NOT_EXISTS
                    + "(" + NAME + ").*+");

    static RenameComments in(String path, String text, List<DeclaredStatement> statements) {
        List<Rename> renames = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            Matcher comment = COMMENT.matcher(lines.get(index));
            if (comment.matches()) {
                int line = index + 1;
                String place = path + ", line " + line;
                String from = comment.group(1).strip();
                Optional<String> to = newName(lines, line, statements);
                if (!OLD_NAME.matcher(from).matches()) {
                    problems.add(
                            place + ": '" + from + "' is not a name. Write the old name with those of its schema and"
                                    + " table: -- applied-set: renamed from app.customer.mail");
                } else if (to.isEmpty()) {
                    problems.add(
                            place + ": nothing below has the new name. Write the comment on a line of its own, above"
                                    + " the column or the object that was renamed.");
                } else {
                    renames.add(new Rename(from, to.get(), place, false));
                }
            }
        }
        return new RenameComments(renames, problems);
    }

    private static Optional<String> newName(List<String> lines, int line, List<DeclaredStatement> statements) {
        for (DeclaredStatement statement : statements) {
            String sql = withoutComments(statement);
            int first = statement.statement().position().line();
            if (first > line) {
                return name(OBJECT, sql).or(() -> name(ADDED, sql));
            }
            if (line < first + sql.lines().count() && TABLE.matcher(sql).matches()) {
                return name(PART, rest(lines, line));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> name(Pattern pattern, String sql) {
        Matcher matcher = pattern.matcher(sql);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String withoutComments(DeclaredStatement statement) {
        return statement.sql().substring(statement.statement().firstToken());
    }

    private static String rest(List<String> lines, int from) {
        return lines.stream()
                .skip(from)
                .filter(line -> !line.isBlank() && !line.strip().startsWith("--"))
                .findFirst()
                .orElse("");
    }
}
