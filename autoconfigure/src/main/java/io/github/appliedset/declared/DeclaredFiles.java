package io.github.appliedset.declared;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files that declare a schema, cut into statements.
 *
 * @param statements in the order of the files
 * @param renames what comments in the files say about renamed objects
 * @param problems of the files, each with its place
 * @param notes what was left out
 */
public record DeclaredFiles(
        List<DeclaredStatement> statements, List<Rename> renames, List<String> problems, List<String> notes) {

    /** Stands above its object, where a directive of the whole file cannot. */
    private static final Pattern RENAMED_FROM =
            Pattern.compile("(?m)^([ \\t]*--[ \\t]*applied)-(set:[ \\t]*renamed[ \\t]+from\\b)");

    public DeclaredFiles {
        statements = List.copyOf(statements);
        renames = List.copyOf(renames);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * Reads files.
     *
     * @throws InvalidMigrationException if one cannot be read
     */
    public static DeclaredFiles of(List<MigrationFile> files) {
        List<DeclaredStatement> statements = new ArrayList<>();
        List<Rename> renames = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (MigrationFile file : files) {
            try {
                String text = text(file);
                List<DeclaredStatement> all = cut(file.path(), text);
                problems.addAll(settingsOfABlock(all));
                List<DeclaredStatement> its = all.stream()
                        .filter(each -> !each.changesNoSchema() && !isOfABlock(each))
                        .toList();
                all.stream()
                        .filter(DeclaredStatement::changesNoSchema)
                        .forEach(each -> leftOut.add(each.place() + ": " + each.firstWord()));
                statements.addAll(its);
                RenameComments comments = RenameComments.in(file.path(), text, its);
                renames.addAll(comments.renames());
                problems.addAll(comments.problems());
            } catch (ScriptException refused) {
                problems.add(file.path() + ", " + refused.problem().position() + ": "
                        + refused.problem().reason());
            }
        }
        for (DeclaredStatement statement : statements) {
            if (!statement.declares()) {
                problems.add(statement.place() + ": " + statement.firstWord()
                        + " declares nothing. A declared schema says what there is: CREATE, ALTER ... ADD, COMMENT,"
                        + " GRANT. Rows belong in a migration.");
            }
            statement
                    .changesTheServer()
                    .ifPresent(change -> problems.add(statement.place() + ": " + change
                            + " would change the server, not only the scratch database that it is read in. Roles,"
                            + " databases and tablespaces belong in the setup of the server."));
        }
        return new DeclaredFiles(
                statements,
                renames,
                problems,
                leftOut.isEmpty()
                        ? List.of()
                        : List.of("Left out, since it changes no schema: " + String.join("; ", leftOut)));
    }

    private static boolean isOfABlock(DeclaredStatement each) {
        return each.statement().beginsBlock() || each.statement().endsBlock();
    }

    /** Each statement has a transaction of its own, which one of a block would end with. */
    private static List<String> settingsOfABlock(List<DeclaredStatement> all) {
        List<String> problems = new ArrayList<>();
        boolean within = false;
        for (DeclaredStatement each : all) {
            within = each.statement().beginsBlock()
                    || within && !each.statement().endsBlock();
            if (within && each.statement().words().stream().limit(2).toList().equals(List.of("SET", "LOCAL"))) {
                problems.add(each.place() + ": SET LOCAL ends with its transaction, and the statements of a declared"
                        + " schema do not share one. Write SET.");
            }
        }
        return problems;
    }

    private static String text(MigrationFile file) throws ScriptException {
        try (var content = file.content().open()) {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content.readAllBytes()))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw malformed(file);
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file.location(), unreadable));
        }
    }

    private static ScriptException malformed(MigrationFile file) {
        try (var content = file.content().open()) {
            return new ScriptException(ScriptText.malformed(content));
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file.location(), unreadable));
        }
    }

    private static List<DeclaredStatement> cut(String path, String text) throws ScriptException {
        List<DeclaredStatement> statements = new ArrayList<>();
        List<SqlStatement> settings = new ArrayList<>();
        try {
            SqlScriptReader reader = new SqlScriptReader(
                    new StringReader(RENAMED_FROM.matcher(text).replaceAll("$1 $2")));
            for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
                DeclaredStatement statement = new DeclaredStatement(path, next, settings);
                statements.add(statement);
                if (statement.setsUp()) {
                    settings.add(next);
                }
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return statements;
    }

    /** The files, as the end of a sentence; empty if there is none. */
    public String places() {
        List<String> files =
                this.statements.stream().map(DeclaredStatement::file).distinct().toList();
        return files.isEmpty() ? "" : " in " + String.join(", ", files);
    }

    /** Whether the files say nothing. */
    public boolean isEmpty() {
        return this.statements.stream().allMatch(DeclaredStatement::setsUp);
    }
}
