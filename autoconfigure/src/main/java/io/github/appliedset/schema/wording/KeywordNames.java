package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that only servers since PostgreSQL 16 quote, without quotes: a function {@code app.json_object(text)} is the same
 * object, in the same file, on every version.
 */
public final class KeywordNames {

    /** Only names of objects and types, and nothing in which quotes could mean something else. */
    private static final Set<Attribute> OF_NAMES = EnumSet.of(
            Attribute.TYPE,
            Attribute.OF_TYPE,
            Attribute.FIELDS,
            Attribute.SUBTYPE,
            Attribute.CANONICAL,
            Attribute.SUBTYPE_DIFFERENCE,
            Attribute.MULTIRANGE,
            Attribute.OPERATOR_CLASS,
            Attribute.COLLATION,
            Attribute.OWNED_BY,
            Attribute.PARTITION_OF,
            Attribute.INHERITS,
            Attribute.FUNCTION,
            Attribute.FUNCTIONS,
            Attribute.HANDLER,
            Attribute.VALIDATOR,
            Attribute.PARSER,
            Attribute.TEMPLATE,
            Attribute.MAPPINGS,
            Attribute.USES);

    /** Kinds whose options are names of functions, operators and types. */
    private static final Set<ObjectKind> WITH_NAMES_AS_OPTIONS = EnumSet.of(
            ObjectKind.BASE_TYPE,
            ObjectKind.CONVERSION,
            ObjectKind.OPERATOR,
            ObjectKind.OPERATOR_CLASS,
            ObjectKind.OPERATOR_FAMILY);

    private static final Pattern FIRST = Pattern.compile("^\"[^\"]+\"(?=: )");

    private KeywordNames() {}

    /** A name as it is in an {@linkplain ObjectId id}. */
    public static String unquoted(ObjectKind kind, String name) {
        return kind.isNamedBySignature() ? NewKeywords.unquoted(name) : name;
    }

    /** An id; the same if there is nothing to remove. */
    public static ObjectId unquoted(ObjectId id) {
        String name = unquoted(id.kind(), id.name());
        return name.equals(id.name()) ? id : new ObjectId(id.kind(), id.parent(), name);
    }

    /** The name of a type. */
    public static String unquotedType(String type) {
        return NewKeywords.unquoted(type);
    }

    static AttributeValue unquoted(ObjectKind kind, Attribute attribute, AttributeValue value) {
        if (attribute == Attribute.FIELD_COMMENTS || attribute == Attribute.CHECK_COMMENTS) {
            return Values.replaced(
                    value, text -> FIRST.matcher(text).replaceFirst(name -> NewKeywords.unquoted(name.group())));
        }
        boolean hasNames = OF_NAMES.contains(attribute)
                || attribute == Attribute.DEFINITION && kind == ObjectKind.AGGREGATE
                || attribute == Attribute.OPTIONS && WITH_NAMES_AS_OPTIONS.contains(kind)
                || attribute == Attribute.COLUMNS && kind.isRelation() && kind != ObjectKind.TABLE;
        return hasNames ? Values.replaced(value, NewKeywords::unquoted) : value;
    }
}
