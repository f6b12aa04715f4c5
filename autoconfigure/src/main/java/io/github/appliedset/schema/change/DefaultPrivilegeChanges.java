package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rights that objects get when they are created. Those of one schema are granted in addition to the usual ones; those of a
 * role alone replace them.
 */
final class DefaultPrivilegeChanges implements Changes {

    private static final Pattern NAME =
            Pattern.compile("(\"(?:[^\"]|\"\")++\"|\\S++)( IN SCHEMA (?:\"(?:[^\"]|\"\")++\"|\\S++))? ON (\\w++)");
    private static final String LARGE_OBJECTS = "LARGE OBJECTS";
    private static final Map<String, Integer> OF_THE_OWNER =
            Map.of("TABLES", 7, "SEQUENCES", 3, "FUNCTIONS", 1, "TYPES", 1, "SCHEMAS", 2, LARGE_OBJECTS, 2);
    private static final int MAINTAIN_SINCE = 17;

    private final int major;

    DefaultPrivilegeChanges(int major) {
        this.major = major;
    }

    /** The parts of a name. */
    private record Place(String role, String schema, String objects) {

        static Place of(ObjectId id) {
            Matcher name = NAME.matcher(id.name());
            if (!name.matches()) {
                throw new IllegalArgumentException(id.name());
            }
            return new Place(
                    name.group(1),
                    name.group(2) == null ? "" : name.group(2),
                    name.group(3).equals("L") ? LARGE_OBJECTS : name.group(3));
        }

        boolean isOfTheRole() {
            return this.schema.isEmpty();
        }

        boolean isUsuallyPublic() {
            return this.objects.equals("FUNCTIONS") || this.objects.equals("TYPES");
        }

        private String alter(String action) {
            return "ALTER DEFAULT PRIVILEGES FOR ROLE " + this.role + this.schema + " " + action;
        }

        String grant(String item) {
            return alter("GRANT " + RightChanges.privilege(item) + " ON " + this.objects + " TO "
                    + RightChanges.grantee(item) + (item.endsWith(" WITH GRANT OPTION") ? " WITH GRANT OPTION" : ""));
        }

        String revoke(String privilege, String grantee) {
            return alter("REVOKE " + privilege + " ON " + this.objects + " FROM " + grantee);
        }

        String grantAll(String grantee) {
            return alter("GRANT ALL ON " + this.objects + " TO " + grantee);
        }

        boolean isOwn(String item) {
            return RightChanges.grantee(item).equals(this.role);
        }
    }

    @Override
    public List<SchemaChange> create(SchemaObject privileges) {
        Place place = Place.of(privileges.id());
        List<String> items = privileges.items(Attribute.GRANTS);
        List<String> statements = new ArrayList<>();
        List<String> given = items;
        if (place.isOfTheRole()) {
            long own = items.stream().filter(place::isOwn).count();
            if (own == all(place)) {
                given = items.stream().filter(item -> !place.isOwn(item)).toList();
            } else {
                statements.add(place.revoke("ALL", place.role()));
            }
            if (place.isUsuallyPublic()) {
                if (given.stream().noneMatch(item -> RightChanges.grantee(item).equals("PUBLIC"))) {
                    statements.add(place.revoke("ALL", "PUBLIC"));
                }
                given = given.stream()
                        .filter(item -> !RightChanges.grantee(item).equals("PUBLIC"))
                        .toList();
            }
        }
        given.forEach(item -> statements.add(place.grant(item)));
        return List.of(change(privileges, statements));
    }

    private int all(Place place) {
        int count = OF_THE_OWNER.getOrDefault(place.objects(), 0);
        return place.objects().equals("TABLES") && this.major >= MAINTAIN_SINCE ? count + 1 : count;
    }

    private static SchemaChange change(SchemaObject privileges, List<String> statements) {
        Place place = Place.of(privileges.id());
        return SchemaChange.of(
                Rank.RIGHT,
                privileges.id(),
                "default_privileges_on_" + place.objects().toLowerCase(java.util.Locale.ROOT),
                "Change " + privileges.id(),
                statements);
    }

    /** Back to the usual: PostgreSQL removes an entry that says no more than that. */
    @Override
    public List<SchemaChange> drop(SchemaObject privileges) {
        Place place = Place.of(privileges.id());
        List<String> statements = new ArrayList<>();
        privileges.items(Attribute.GRANTS).stream()
                .map(RightChanges::grantee)
                .distinct()
                .forEach(grantee -> statements.add(place.revoke("ALL", grantee)));
        if (place.isOfTheRole()) {
            statements.add(place.grantAll(place.role()));
            if (place.isUsuallyPublic()) {
                statements.add(place.grantAll("PUBLIC"));
            }
        }
        return List.of(change(privileges, statements));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        Place place = Place.of(after.id());
        List<String> was = before.items(Attribute.GRANTS);
        List<String> is = after.items(Attribute.GRANTS);
        List<String> statements = new ArrayList<>();
        was.stream()
                .filter(item -> !is.contains(item))
                .forEach(
                        item -> statements.add(place.revoke(RightChanges.privilege(item), RightChanges.grantee(item))));
        is.stream().filter(item -> !was.contains(item)).forEach(item -> statements.add(place.grant(item)));
        return statements.isEmpty() ? List.of() : List.of(change(after, statements));
    }
}
