package io.github.appliedset.declared;

import io.github.appliedset.script.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comments of the form {@code -- applied-set: renamed from app.customer.mail}, above a column or an object. */
final class RenameComments {

    private static final Pattern COMMENT = Pattern.compile("\\s*--\\s*applied-set:\\s*renamed from\\s+(\\S+)\\s*");
    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern OF_TABLE = Pattern.compile(
            "(?is)(?:CREATE\\s+(?:UNLOGGED\\s+)?TABLE|ALTER\\s+TABLE)\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?(?:ONLY\\s+)?("
                    + NAME + "(?:\\." + NAME + ")?).*");
    private static final Pattern OF_COLUMN =
            Pattern.compile("(?is)\\s*(?:ADD\\s+)?(?:COLUMN\\s+)?(?:IF\\s+NOT\\s+EXISTS\\s+)?(" + NAME + ").*");
    private static final Pattern OF_OBJECT = Pattern.compile("(?is)CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:UNLOGGED\\s+)?"
            + "(?:MATERIALIZED\\s+)?(?:UNIQUE\\s+)?(?:TABLE|VIEW|SEQUENCE|TYPE|DOMAIN|INDEX)\\s+"
            + "(?:CONCURRENTLY\\s+)?(?:IF\\s+NOT\\s+EXISTS\\s+)?(?:" + NAME + "\\.)?(" + NAME + ").*");

    private RenameComments() {}

    static List<Rename> in(String text, List<DeclaredStatement> statements) {
        List<Rename> renames = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            Matcher comment = COMMENT.matcher(lines.get(index));
            if (comment.matches()) {
                String from = comment.group(1);
                int line = index + 1;
                newName(lines, line, statements)
                        .ifPresent(to -> renames.add(
                                new Rename(from, to, statements.get(0).file() + ", line " + line, false)));
            }
        }
        return renames;
    }

    private static Optional<String> newName(List<String> lines, int line, List<DeclaredStatement> statements) {
        for (DeclaredStatement statement : statements) {
            Position start = statement.statement().position();
            if (start.line() > line) {
                Matcher object = OF_OBJECT.matcher(withoutComments(statement));
                return object.matches() ? Optional.of(object.group(1)) : Optional.empty();
            }
            int end = start.line() + (int) withoutComments(statement).lines().count() - 1;
            if (line <= end && OF_TABLE.matcher(withoutComments(statement)).matches()) {
                Matcher column = OF_COLUMN.matcher(rest(lines, line));
                return column.matches() ? Optional.of(column.group(1)) : Optional.empty();
            }
        }
        return Optional.empty();
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
