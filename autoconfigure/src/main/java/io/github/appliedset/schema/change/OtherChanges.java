package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Kinds that few schemas have: collations, aggregates, operators, casts, text search, foreign servers, event triggers,
 * publications, and those that {@linkplain ExtendingKinds extend the server}. A difference other than a comment or a state is a drop and a creation.
 */
final class OtherChanges implements Changes {

    private static final Map<ObjectKind, Set<Attribute>> SETTABLE = Map.of(
            ObjectKind.SERVER, Set.of(Attribute.VERSION, Attribute.OPTIONS),
            ObjectKind.FOREIGN_DATA_WRAPPER, Set.of(Attribute.HANDLER, Attribute.VALIDATOR, Attribute.OPTIONS));

    private static final Set<Attribute> NOT_THE_DEFINITION = Set.of(
            Attribute.COMMENT, Attribute.ENABLED, Attribute.GRANTS, Attribute.OWNER, Attribute.USES, Attribute.VERSION);

    /** A table with columns, and a condition that may lack its parentheses. */
    private static final Pattern FILTERED = Pattern.compile(
            "^((?:\"(?:[^\"]|\"\")++\"|[^\"( ])+(?: \\((?:\"(?:[^\"]|\"\")++\"|[^\")])*\\))?) WHERE ((?!\\(.*\\)$).*)$",
            Pattern.DOTALL);

    private final Context context;

    OtherChanges(Context context) {
        this.context = context;
    }

    @Override
    public List<SchemaChange> create(SchemaObject object) {
        ObjectId id = object.id();
        List<String> statements = new ArrayList<>(createStatements(object));
        if (statements.isEmpty()) {
            return List.of();
        }
        object.text(Attribute.ENABLED).ifPresent(state -> statements.add(state(id, state)));
        statements.addAll(Comments.of(object));
        return List.of(SchemaChange.of(rank(id.kind()), id, name("create", id), "Create " + id, statements));
    }

    private static Rank rank(ObjectKind kind) {
        return switch (kind) {
            case COLLATION -> Rank.EXTENSION;
            case AGGREGATE,
                    OPERATOR,
                    OPERATOR_CLASS,
                    OPERATOR_FAMILY,
                    CAST,
                    TEXT_SEARCH_DICTIONARY,
                    TEXT_SEARCH_CONFIGURATION,
                    TEXT_SEARCH_PARSER,
                    TEXT_SEARCH_TEMPLATE,
                    CONVERSION,
                    LANGUAGE,
                    TRANSFORM,
                    ACCESS_METHOD -> Rank.ROUTINE;
            case FOREIGN_DATA_WRAPPER, SERVER -> Rank.SEQUENCE;
            default -> Rank.OTHER;
        };
    }

    private static Rank dropRank(ObjectKind kind) {
        return switch (kind) {
            case EVENT_TRIGGER, PUBLICATION -> Rank.DROP_DEPENDENT;
            case AGGREGATE, OPERATOR, CAST -> Rank.DROP_VIEW;
            case SERVER,
                    FOREIGN_DATA_WRAPPER,
                    TEXT_SEARCH_DICTIONARY,
                    TEXT_SEARCH_CONFIGURATION,
                    TEXT_SEARCH_PARSER,
                    TEXT_SEARCH_TEMPLATE,
                    OPERATOR_CLASS,
                    OPERATOR_FAMILY,
                    CONVERSION,
                    LANGUAGE,
                    TRANSFORM,
                    ACCESS_METHOD -> Rank.DROP_ROUTINE;
            default -> Rank.DROP_TYPE;
        };
    }

    private static String name(String verb, ObjectId id) {
        return verb + "_" + id.kind().label().replace(' ', '_').replace('-', '_') + "_" + SqlName.plain(id);
    }

    private static List<String> createStatements(SchemaObject object) {
        ObjectId id = object.id();
        String create = "CREATE " + SqlName.withKind(id) + " ";
        return switch (id.kind()) {
            case COLLATION -> List.of(create + collation(object));
            case AGGREGATE -> aggregate(object);
            case OPERATOR -> List.of("CREATE OPERATOR " + operatorName(id) + " (" + operator(object) + ")");
            case CAST -> List.of(create + cast(object));
            case TEXT_SEARCH_DICTIONARY ->
                List.of(create + "(TEMPLATE = "
                        + object.text(Attribute.TEMPLATE).orElseThrow()
                        + object.items(Attribute.OPTIONS).stream()
                                .map(option -> ", " + option)
                                .collect(Collectors.joining())
                        + ")");
            case TEXT_SEARCH_CONFIGURATION -> configuration(object);
            case FOREIGN_DATA_WRAPPER ->
                List.of(create.stripTrailing()
                        + object.text(Attribute.HANDLER)
                                .map(handler -> " HANDLER " + handler)
                                .orElse("")
                        + object.text(Attribute.VALIDATOR)
                                .map(validator -> " VALIDATOR " + validator)
                                .orElse("")
                        + ForeignOptions.clause(object));
            case SERVER ->
                List.of(create
                        + object.text(Attribute.TYPE)
                                .map(type -> "TYPE " + SqlLiteral.readable(type) + " ")
                                .orElse("")
                        + object.text(Attribute.VERSION)
                                .map(version -> "VERSION " + SqlLiteral.readable(version) + " ")
                                .orElse("")
                        + "FOREIGN DATA WRAPPER "
                        + SqlName.quoted(object.text(Attribute.WRAPPER).orElseThrow()) + ForeignOptions.clause(object));
            case EVENT_TRIGGER -> List.of(create + eventTrigger(object));
            case PUBLICATION -> List.of(create.stripTrailing() + publication(object));
            default -> ExtendingKinds.create(object);
        };
    }

    private static String collation(SchemaObject collation) {
        List<String> options = new ArrayList<>();
        collation.text(Attribute.PROVIDER).ifPresent(provider -> options.add("PROVIDER = " + provider));
        String locale = collation.text(Attribute.LOCALE).orElse("");
        if (locale.contains(" ")) {
            options.add("LC_COLLATE = " + SqlLiteral.readable(locale.replaceFirst(" .*", "")));
            options.add("LC_CTYPE = " + SqlLiteral.readable(locale.replaceFirst(".* ", "")));
        } else {
            options.add("LOCALE = " + SqlLiteral.readable(locale));
        }
        collation.text(Attribute.RULES).ifPresent(rules -> options.add("RULES = " + SqlLiteral.readable(rules)));
        if (collation.is(Attribute.NOT_DETERMINISTIC)) {
            options.add("DETERMINISTIC = false");
        }
        return "(" + String.join(", ", options) + ")";
    }

    /** The first two lines are its arguments and its result, which follow from the others. */
    private static List<String> aggregate(SchemaObject aggregate) {
        List<String> lines = withWholeTexts(aggregate.text(Attribute.DEFINITION).orElseThrow());
        String arguments = lines.remove(0).replaceFirst("^AGGREGATE ", "");
        lines.removeIf(line -> line.startsWith("RETURNS "));
        lines.replaceAll(line -> line.replaceFirst("_MODIFY = r$", "_MODIFY = READ_ONLY")
                .replaceFirst("_MODIFY = s$", "_MODIFY = SHAREABLE")
                .replaceFirst("_MODIFY = w$", "_MODIFY = READ_WRITE")
                .replaceFirst("^SORTOP = (.*)\\(.*$", "SORTOP = OPERATOR($1)"));
        ObjectId id = aggregate.id();
        String name = SqlName.of(id);
        return List.of("CREATE AGGREGATE " + name.substring(0, name.indexOf('(')) + arguments.replace("()", "(*)")
                + " (" + String.join(", ", lines) + ")");
    }

    /** An initial value may have line ends. */
    private static List<String> withWholeTexts(String definition) {
        List<String> lines = new ArrayList<>();
        for (String line : definition.split("\n", -1)) {
            String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
            if (last.matches("(?s)M?INITCOND = .*")
                    && last.chars().filter(any -> any == '\'').count() % 2 == 1) {
                lines.set(lines.size() - 1, last + "\n" + line);
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String operatorName(ObjectId id) {
        String name = id.name();
        return SqlName.quoted(Objects.requireNonNull(id.parent()).name()) + "." + name.substring(0, name.indexOf('('));
    }

    private static String operator(SchemaObject operator) {
        String name = operator.id().name();
        String[] sides =
                name.substring(name.indexOf('(') + 1, name.length() - 1).split(", ", 2);
        List<String> options = new ArrayList<>();
        for (String option : operator.items(Attribute.OPTIONS)) {
            options.add(
                    option.startsWith("FUNCTION") || option.startsWith("RESTRICT") || option.startsWith("JOIN")
                            ? option.replaceFirst("\\(.*", "")
                            : option.replaceFirst("= (.*)\\(.*", "= OPERATOR($1)"));
        }
        if (!sides[0].equals("NONE")) {
            options.add("LEFTARG = " + sides[0]);
        }
        options.add("RIGHTARG = " + sides[1]);
        return String.join(", ", options);
    }

    private static String cast(SchemaObject cast) {
        return cast.text(Attribute.FUNCTION)
                        .map(function -> "WITH FUNCTION " + function)
                        .orElseGet(() -> cast.text(Attribute.METHOD)
                                .filter("inout"::equals)
                                .map(any -> "WITH INOUT")
                                .orElse("WITHOUT FUNCTION"))
                + cast.text(Attribute.CONTEXT)
                        .map(context -> " AS " + context.toUpperCase(Locale.ROOT))
                        .orElse("");
    }

    private static List<String> configuration(SchemaObject configuration) {
        List<String> statements = new ArrayList<>();
        String name = SqlName.withKind(configuration.id());
        statements.add("CREATE " + name + " (PARSER = "
                + configuration.text(Attribute.PARSER).orElseThrow() + ")");
        for (String mapping : configuration.items(Attribute.MAPPINGS)) {
            String[] sides = mapping.split(": ", 2);
            statements.add("ALTER " + name + " ADD MAPPING FOR " + SqlName.quoted(sides[0]) + " WITH " + sides[1]);
        }
        return statements;
    }

    private static String eventTrigger(SchemaObject trigger) {
        List<String> tags = trigger.items(Attribute.TAGS);
        return "ON " + trigger.text(Attribute.EVENT).orElseThrow()
                + (tags.isEmpty()
                        ? ""
                        : " WHEN TAG IN ("
                                + tags.stream().map(SqlLiteral::readable).collect(Collectors.joining(", ")) + ")")
                + " EXECUTE FUNCTION " + trigger.text(Attribute.FUNCTION).orElseThrow();
    }

    private static String publication(SchemaObject publication) {
        List<String> members = new ArrayList<>();
        String tables = publication.items(Attribute.TABLES).stream()
                .map(table -> FILTERED.matcher(table).replaceFirst("$1 WHERE ($2)"))
                .collect(Collectors.joining(", "));
        if (!tables.isEmpty()) {
            members.add("TABLE " + tables);
        }
        publication
                .items(Attribute.SCHEMAS)
                .forEach(schema -> members.add("TABLES IN SCHEMA " + SqlName.quoted(schema)));
        List<String> options = new ArrayList<>();
        if (publication.is(Attribute.PUBLISHES)) {
            options.add("publish = " + SqlLiteral.readable(String.join(", ", publication.items(Attribute.PUBLISHES))));
        }
        if (publication.is(Attribute.VIA_ROOT)) {
            options.add("publish_via_partition_root = true");
        }
        options.addAll(publication.items(Attribute.OPTIONS));
        return (publication.is(Attribute.ALL_TABLES)
                        ? " FOR ALL TABLES"
                        : members.isEmpty() ? "" : " FOR " + String.join(", ", members))
                + (options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")");
    }

    private static String state(ObjectId id, String state) {
        return "ALTER " + SqlName.withKind(id) + " " + TriggerChanges.verb(state);
    }

    /** Of a foreign server or wrapper, in the order of the grammar. */
    private static String settings(SchemaObject before, SchemaObject after, Different different) {
        if (!SETTABLE.containsKey(after.id().kind())) {
            return "";
        }
        StringBuilder settings = new StringBuilder();
        for (Attribute function : List.of(Attribute.HANDLER, Attribute.VALIDATOR)) {
            if (Context.changes(different, function)) {
                String word = function.name();
                settings.append(after.text(function)
                        .map(name -> " " + word + " " + name)
                        .orElse(" NO " + word));
            }
        }
        if (Context.changes(different, Attribute.VERSION)) {
            settings.append(" VERSION ")
                    .append(after.text(Attribute.VERSION)
                            .map(SqlLiteral::readable)
                            .orElse("NULL"));
        }
        return settings.append(ForeignOptions.change(before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS)))
                .toString();
    }

    @Override
    public List<SchemaChange> drop(SchemaObject object) {
        ObjectId id = object.id();
        return List.of(
                SchemaChange.of(dropRank(id.kind()), id, name("drop", id), "Drop " + id, "DROP " + SqlName.withKind(id))
                        .with(Hazard.BREAKS_OLD_CODE));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        Set<Attribute> settable = SETTABLE.getOrDefault(id.kind(), Set.of());
        boolean isRedefined = different.changes().stream()
                .map(Change::attribute)
                .anyMatch(attribute -> !NOT_THE_DEFINITION.contains(attribute) && !settable.contains(attribute));
        if (isRedefined) {
            List<String> statements = new ArrayList<>();
            drop(before).forEach(change -> statements.addAll(change.statements()));
            create(after).forEach(change -> statements.addAll(change.statements()));
            SchemaChange replaced = SchemaChange.of(rank(id.kind()), id, name("alter", id), "Replace " + id, statements)
                    .with(Hazard.BREAKS_OLD_CODE);
            changes.add(
                    id.kind() == ObjectKind.COLLATION
                            ? replaced.or(new CollationRebuild(this.context, after, createStatements(after))
                                    .change(name("alter", id)))
                            : replaced);
            return changes;
        }
        String settings = settings(before, after, different);
        if (!settings.isEmpty()) {
            changes.add(SchemaChange.of(
                    rank(id.kind()), id, name("alter", id), "Alter " + id, "ALTER " + SqlName.withKind(id) + settings));
        }
        if (Context.changes(different, Attribute.ENABLED)) {
            changes.add(SchemaChange.of(
                    rank(id.kind()),
                    id,
                    name("alter", id),
                    "Alter " + id,
                    state(id, after.text(Attribute.ENABLED).orElse("enabled"))));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }
}
