package io.github.appliedset.branch;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether PostgreSQL is told the same by two files: they differ in comments between statements, in white space, or in the case
 * of letters. A text with quotes or comments of its own is taken as it is.
 */
public final class SameStatements {

    private static final Pattern CAPITALS = Pattern.compile("[A-Z]+");
    private static final Pattern QUOTED = Pattern.compile("['\"$]|--|/\\*");

    private SameStatements() {}

    /** Whether they are, as far as that is certain. */
    static boolean in(BranchFile one, BranchFile other) {
        Optional<Script> first = Script.of(one);
        return first.isPresent() && first.equals(Script.of(other));
    }

    /**
     * What is the same on both sides: of one number or, if no other has these statements, under two numbers.
     *
     * @param mine migrations of this branch
     * @param theirs migrations of the other one
     */
    static Map<BranchMigration, BranchMigration> pairs(
            Collection<BranchMigration> mine, Collection<BranchMigration> theirs) {
        Map<BranchMigration, BranchMigration> pairs = new HashMap<>();
        Map<Script, List<BranchMigration>> others = mine.isEmpty() ? Map.of() : byScript(theirs);
        byScript(mine).forEach((script, group) -> {
            List<BranchMigration> candidates = others.getOrDefault(script, List.of());
            for (BranchMigration each : group) {
                ofOneNumber(each, candidates)
                        .or(() -> group.size() == 1 ? only(candidates) : Optional.empty())
                        .ifPresent(other -> pairs.put(each, other));
            }
        });
        return pairs;
    }

    /**
     * Contents that are in no file any more, with those of the files that have the same statements: whoever has run the one
     * has run the other.
     *
     * @param before migrations as they were
     * @param now all migrations there are
     */
    public static Map<Checksum, Checksum> replaced(
            Collection<BranchMigration> before, Collection<BranchMigration> now) {
        Set<Checksum> present = now.stream().map(BranchMigration::checksum).collect(Collectors.toSet());
        List<BranchMigration> gone =
                before.stream().filter(was -> !present.contains(was.checksum())).toList();
        Map<Script, List<BranchMigration>> others = gone.isEmpty() ? Map.of() : byScript(now);
        Map<Checksum, Checksum> replaced = new HashMap<>();
        for (BranchMigration was : gone) {
            List<BranchMigration> candidates =
                    Script.of(was.up()).map(others::get).orElse(List.of());
            ofOneNumber(was, candidates)
                    .or(() -> only(candidates))
                    .ifPresent(other -> replaced.put(was.checksum(), other.checksum()));
        }
        return replaced;
    }

    private static Optional<BranchMigration> ofOneNumber(BranchMigration one, List<BranchMigration> candidates) {
        return only(candidates.stream()
                .filter(other -> other.version().equals(one.version()))
                .toList());
    }

    private static Optional<BranchMigration> only(List<BranchMigration> candidates) {
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private static Map<Script, List<BranchMigration>> byScript(Collection<BranchMigration> migrations) {
        Map<Script, List<BranchMigration>> groups = new HashMap<>();
        migrations.forEach(each -> Script.of(each.up())
                .ifPresent(script ->
                        groups.computeIfAbsent(script, any -> new ArrayList<>()).add(each)));
        return groups;
    }

    /**
     * A file.
     *
     * @param directives how it runs
     * @param statements what it runs, one wording for all that is written differently
     */
    private record Script(ScriptDirectives directives, List<String> statements) {

        /** Empty if it cannot be read, has no statement, or data that belongs to one. */
        static Optional<Script> of(BranchFile file) {
            try {
                SqlScriptReader reader = new SqlScriptReader(new StringReader(file.text()));
                List<String> statements = new ArrayList<>();
                for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
                    if (next.copiesFromStdin()) {
                        return Optional.empty();
                    }
                    statements.add(worded(next.text().substring(next.firstToken())));
                }
                return statements.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Script(reader.directives(), List.copyOf(statements)));
            } catch (IOException | ScriptException unreadable) {
                return Optional.empty();
            }
        }

        /** PostgreSQL folds no other letters where a character has several bytes. */
        private static String folded(String statement) {
            return CAPITALS.matcher(statement).replaceAll(run -> run.group().toLowerCase(Locale.ROOT));
        }

        private static String worded(String statement) {
            return QUOTED.matcher(statement).find()
                    ? statement.strip()
                    : folded(statement.strip().replaceAll("\\s+", " "));
        }
    }
}
