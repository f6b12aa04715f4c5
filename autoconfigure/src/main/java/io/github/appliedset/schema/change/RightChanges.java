package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Grants and owners of objects of any kind. An object without a list of grants has PostgreSQL's default grants. */
final class RightChanges {

    private static final String TO_GRANT = " WITH GRANT OPTION";
    private static final String OWNER_WITHOUT = "OWNER WITHOUT ";
    private static final String PUBLIC = "PUBLIC ";
    private static final int PUBLIC_CREATES_NO_LONGER_SINCE = 15;

    private final int major;

    RightChanges(int major) {
        this.major = major;
    }

    /** Gives a new object its grants; none if it has the usual ones. */
    List<String> of(SchemaObject object) {
        return object.is(Attribute.GRANTS) ? statements(object, usual(object.id()), items(object)) : List.of();
    }

    /** The change of the grants and of the owner of an object that stays. */
    Optional<SchemaChange> change(SchemaObject before, SchemaObject after, Different different) {
        List<String> statements = new ArrayList<>();
        ObjectId id = after.id();
        if (Context.changes(different, Attribute.OWNER)) {
            after.text(Attribute.OWNER)
                    .ifPresent(owner ->
                            statements.add("ALTER " + SqlName.withKind(id) + " OWNER TO " + SqlName.quoted(owner)));
        }
        if (Context.changes(different, Attribute.GRANTS)) {
            statements.addAll(statements(after, items(before), items(after)));
        }
        if (statements.isEmpty() || id.kind() == ObjectKind.DEFAULT_PRIVILEGES) {
            return Optional.empty();
        }
        boolean isPart = id.parent() != null && id.parent().kind().isRelation();
        String where = isPart ? SqlName.plainRelation(id) + "_" : "";
        SchemaChange change = SchemaChange.of(
                Rank.RIGHT, id, "grants_on_" + where + SqlName.plain(id), "Change the rights on " + id, statements);
        boolean takes = statements.stream().anyMatch(statement -> statement.startsWith("REVOKE"));
        return Optional.of(takes ? change.with(Hazard.BREAKS_OLD_CODE) : change);
    }

    /** Revokes all of an object's own grants. */
    List<String> none(SchemaObject object) {
        return object.is(Attribute.GRANTS) ? statements(object, items(object), usual(object.id())) : List.of();
    }

    private Set<String> items(SchemaObject object) {
        return object.is(Attribute.GRANTS) ? new TreeSet<>(object.items(Attribute.GRANTS)) : usual(object.id());
    }

    private Set<String> usual(ObjectId id) {
        return switch (id.kind()) {
            case FUNCTION, PROCEDURE, AGGREGATE -> Set.of(PUBLIC + "EXECUTE");
            case ENUM, DOMAIN, COMPOSITE_TYPE, RANGE_TYPE, BASE_TYPE, LANGUAGE -> Set.of(PUBLIC + "USAGE");
            case SCHEMA ->
                !id.name().equals("public")
                        ? Set.of()
                        : this.major < PUBLIC_CREATES_NO_LONGER_SINCE
                                ? Set.of(PUBLIC + "USAGE", PUBLIC + "CREATE")
                                : Set.of(PUBLIC + "USAGE");
            default -> Set.of();
        };
    }

    private static List<String> statements(SchemaObject object, Set<String> before, Set<String> after) {
        return statements(object.id(), before, after, object.text(Attribute.OWNER));
    }

    /** Changes the grants on an object from some to others. */
    static List<String> statements(ObjectId id, Set<String> before, Set<String> after, Optional<String> owner) {
        String target = target(id);
        String toOwner = owner.map(SqlName::quoted).orElse("CURRENT_USER");
        List<String> statements = new ArrayList<>();
        new TreeSet<>(before)
                .stream()
                        .filter(item -> !after.contains(item))
                        .forEach(item -> statements.add(revoke(target, item, toOwner)));
        new TreeSet<>(after)
                .stream()
                        .filter(item -> !before.contains(item))
                        .forEach(item -> statements.add(grant(target, item, toOwner)));
        return statements;
    }

    private static String revoke(String target, String item, String owner) {
        return item.startsWith(OWNER_WITHOUT)
                ? "GRANT " + item.substring(OWNER_WITHOUT.length()) + target + " TO " + owner
                : "REVOKE " + privilege(item) + target + " FROM " + grantee(item);
    }

    private static String grant(String target, String item, String owner) {
        return item.startsWith(OWNER_WITHOUT)
                ? "REVOKE " + item.substring(OWNER_WITHOUT.length()) + target + " FROM " + owner
                : "GRANT " + privilege(item) + target + " TO " + grantee(item)
                        + (item.endsWith(TO_GRANT) ? TO_GRANT : "");
    }

    /** The last word before the grant option: a role's name may have spaces. */
    static String privilege(String item) {
        String plain = plain(item);
        return plain.substring(plain.lastIndexOf(' ') + 1);
    }

    static String grantee(String item) {
        String plain = plain(item);
        String name = plain.substring(0, plain.lastIndexOf(' '));
        return item.startsWith(PUBLIC) ? "PUBLIC" : SqlName.quoted(name);
    }

    private static String plain(String item) {
        return item.endsWith(TO_GRANT) ? item.substring(0, item.length() - TO_GRANT.length()) : item;
    }

    private static String target(ObjectId id) {
        if (id.kind() == ObjectKind.COLUMN) {
            return " (" + SqlName.quoted(id.name()) + ") ON " + SqlName.relationOf(id);
        }
        return " ON "
                + (id.kind().isRelation()
                        ? SqlName.of(id)
                        : SqlName.withKind(id)
                                .replaceFirst("^DOMAIN", "TYPE")
                                .replaceFirst("^AGGREGATE (.*)\\(\\*\\)$", "FUNCTION $1()")
                                .replaceFirst("^AGGREGATE", "FUNCTION")
                                .replaceFirst("^SERVER", "FOREIGN SERVER"));
    }
}
