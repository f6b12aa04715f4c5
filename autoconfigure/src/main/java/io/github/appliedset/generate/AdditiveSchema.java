package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A schema laid over another one: what it does not mention stays. A constraint or an index that is there under another name is
 * no addition, since a provider of entities makes up names.
 */
final class AdditiveSchema {

    /** What a declaration decides also by leaving it out. */
    private static final Set<Attribute> DECIDED = EnumSet.of(
            Attribute.TYPE,
            Attribute.NOT_NULL,
            Attribute.NOT_NULL_NOT_VALID,
            Attribute.INCREMENT,
            Attribute.DEFINITION,
            Attribute.LABELS,
            Attribute.FIELDS,
            Attribute.CHECKS);

    private AdditiveSchema() {}

    /**
     * The declared schema with all that it does not mention.
     *
     * @param user who has declared it: an object of this owner does not say who owns it
     */
    static Schema of(Schema before, Schema declared, String user) {
        NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>(before.objects());
        for (SchemaObject object : declared.objects().values()) {
            SchemaObject was = before.objects().get(object.id());
            if (was != null) {
                objects.put(object.id(), over(was, object, user));
            } else if (!isThereByAnotherName(object, before)) {
                objects.put(object.id(), object);
            }
        }
        return new Schema(declared.postgresMajor(), declared.coverage(), declared.notTold(), objects);
    }

    private static SchemaObject over(SchemaObject was, SchemaObject declared, String user) {
        Map<Attribute, AttributeValue> attributes = new EnumMap<>(Attribute.class);
        attributes.putAll(was.attributes());
        attributes.keySet().removeAll(DECIDED);
        if (!declared.is(Attribute.NOT_NULL)) {
            attributes.remove(Attribute.NOT_NULL_NAME);
            attributes.remove(Attribute.NOT_NULL_LOCAL);
            attributes.remove(Attribute.NOT_NULL_COMMENT);
        }
        attributes.putAll(declared.attributes());
        if (declared.text(Attribute.OWNER).filter(user::equals).isPresent() && was.is(Attribute.OWNER)) {
            attributes.put(
                    Attribute.OWNER, Objects.requireNonNull(was.attributes().get(Attribute.OWNER)));
        }
        return new SchemaObject(was.id(), attributes);
    }

    private static boolean isThereByAnotherName(SchemaObject object, Schema before) {
        boolean isNamedByTheProvider =
                object.id().kind() == ObjectKind.CONSTRAINT || object.id().kind() == ObjectKind.INDEX;
        return isNamedByTheProvider
                && before.objects().values().stream()
                        .filter(other -> other.id().kind() == object.id().kind())
                        .filter(other ->
                                Objects.equals(other.id().parent(), object.id().parent()))
                        .anyMatch(other -> nameless(other).equals(nameless(object)));
    }

    private static String nameless(SchemaObject object) {
        return object.text(Attribute.DEFINITION)
                .orElse("")
                .replaceFirst("INDEX (?:\"(?:[^\"]|\"\")++\"|\\S++) ON", "INDEX ON");
    }
}
