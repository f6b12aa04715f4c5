package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Code that uses the columns of a table by their places. A column that is added comes last, wherever it is declared, and such
 * code would read one column for another without an error.
 */
final class CountedColumns {

    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";
    private static final String TEXT = "'(?:[^']|'')*+'";
    private static final String ARGUMENTS =
            "\\((?:[^()']|" + TEXT + "|\\((?:[^()']|" + TEXT + "|\\([^()']*+\\))*+\\))*+\\)";

    /** A table, or a call of a function, with names for its columns. */
    private static final Pattern ALIASES = Pattern.compile(
            "(?:\\b(?:FROM|JOIN|LATERAL|ONLY)|,)[\\s(]+((?:" + NAME + "\\.)?" + NAME + ")(?:" + ARGUMENTS
                    + ")?(?: WITH ORDINALITY)?(?: AS)? (" + NAME + "\\((" + NAME + "(?:, " + NAME + ")++)\\))");

    private final Schema wanted;
    private final Function<SchemaObject, List<String>> reached;

    private CountedColumns(Schema wanted, Function<SchemaObject, List<String>> reached) {
        this.wanted = wanted;
        this.reached = reached;
    }

    /**
     * The reasons not to run statements.
     *
     * @param reached the schema that they lead to
     * @param wanted the schema that they are written for
     */
    static List<String> after(Schema reached, Schema wanted, Collection<String> statements) {
        return new CountedColumns(
                        wanted,
                        table -> reached.find(table.id())
                                .map(found -> found.items(Attribute.COLUMNS))
                                .orElse(List.of()))
                .reasons(statements);
    }

    /** The same for statements that begin at one schema: what the other has besides is added. */
    static List<String> goingBack(Schema from, Schema wanted, Collection<String> statements) {
        return new CountedColumns(
                        wanted,
                        table -> from.find(table.id())
                                .map(there -> added(there.items(Attribute.COLUMNS), table.items(Attribute.COLUMNS)))
                                .orElse(List.of()))
                .reasons(statements);
    }

    private static List<String> added(List<String> there, List<String> wanted) {
        return Stream.concat(
                        there.stream().filter(wanted::contains), wanted.stream().filter(name -> !there.contains(name)))
                .toList();
    }

    private List<String> reasons(Collection<String> statements) {
        List<String> reasons = new ArrayList<>();
        for (SchemaObject table : this.wanted.objects().values()) {
            List<String> columns = table.items(Attribute.COLUMNS);
            List<String> found = table.id().kind() == ObjectKind.TABLE ? this.reached.apply(table) : columns;
            if (!found.equals(columns) && new HashSet<>(found).equals(new HashSet<>(columns))) {
                for (SchemaObject code : this.wanted.objects().values()) {
                    list(code, table)
                            .filter(list -> statements.stream().anyMatch(sql -> sql.contains(list)))
                            .ifPresent(list -> reasons.add(code.id() + " uses the columns of "
                                    + table.id().qualifiedName() + " by their positions (" + list
                                    + "), and they would be in another order: " + String.join(", ", found)
                                    + ". Declare new columns as the last ones of their table."));
                }
            }
        }
        return reasons;
    }

    /** The part of some code that counts on the order. */
    private Optional<String> list(SchemaObject code, SchemaObject table) {
        String definition = code.text(Attribute.DEFINITION).orElse("");
        return switch (code.id().kind()) {
            case VIEW, MATERIALIZED_VIEW, RULE -> aliases(definition, table);
            case FUNCTION ->
                aliases(definition, table)
                        .or(() -> returns(code, table) ? everyColumn(definition, table) : Optional.empty());
            default -> Optional.empty();
        };
    }

    private Optional<String> aliases(String definition, SchemaObject table) {
        Matcher aliases = ALIASES.matcher(definition);
        int columns = table.items(Attribute.COLUMNS).size();
        while (aliases.find()) {
            int names = aliases.group(3).split(", ").length;
            if ((names == columns || names == columns + 1) && isOf(aliases.group(1), table)) {
                return Optional.of(aliases.group(2));
            }
        }
        return Optional.empty();
    }

    /** Whether a name is that of the table, or of a function that returns rows of it. */
    private boolean isOf(String name, SchemaObject table) {
        return this.wanted.objects().values().stream()
                .filter(object -> object.equals(table) || returns(object, table))
                .map(SchemaObject::id)
                .anyMatch(id -> plain(name).equals(plain(id)));
    }

    private static String plain(String name) {
        return name.replaceFirst("^" + NAME + "\\.", "").replace("\"", "");
    }

    private static String plain(ObjectId id) {
        return id.name().replaceFirst("\\(.*", "").replace("\"", "");
    }

    private static boolean returns(SchemaObject function, SchemaObject table) {
        return function.id().kind() == ObjectKind.FUNCTION
                && Pattern.compile("\\bRETURNS (?:SETOF )?"
                                + Pattern.quote(table.id().qualifiedName()) + "\\s")
                        .matcher(function.text(Attribute.DEFINITION).orElse(""))
                        .find();
    }

    private static Optional<String> everyColumn(String definition, SchemaObject table) {
        String list = table.items(Attribute.COLUMNS).stream()
                .map(column -> "(?:" + NAME + "\\.)?\"?" + Pattern.quote(column) + "\"?")
                .collect(Collectors.joining("\\s*,\\s*"));
        // What an INSERT names is no result.
        return Pattern.compile("(?i)(?<![\\w.\"])" + list + "(?![\\w.\"])")
                .matcher(definition)
                .results()
                .filter(every ->
                        !definition.substring(0, every.start()).stripTrailing().endsWith("("))
                .map(MatchResult::group)
                .findFirst();
    }
}
