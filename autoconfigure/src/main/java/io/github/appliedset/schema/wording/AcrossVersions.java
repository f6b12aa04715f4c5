package io.github.appliedset.schema.wording;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What servers of two major versions show differently although it is the same. Both values are put into a common wording;
 * for one version, nothing is changed.
 *
 * @param older the lower of both versions
 * @param newer the higher
 */
record AcrossVersions(int older, int newer) {

    private static final Pattern MAINTAIN = Pattern.compile(" MAINTAIN( WITH GRANT OPTION)?$");

    static AcrossVersions between(int one, int other) {
        return new AcrossVersions(Math.min(one, other), Math.max(one, other));
    }

    /** Whether something that changed with a version is different in both. */
    private boolean isDividedBy(int since) {
        return this.older < since && since <= this.newer;
    }

    AttributeValue common(SchemaObject object, Attribute attribute, AttributeValue value) {
        if (attribute == Attribute.GRANTS && isDividedBy(17) && value instanceof Items grants) {
            // One more privilege.
            return new Items(grants.items().stream()
                    .filter(grant -> !MAINTAIN.matcher(grant).find())
                    .toList());
        }
        boolean isIcu = object.text(Attribute.PROVIDER).filter("icu"::equals).isPresent();
        if (attribute == Attribute.LOCALE && isIcu && isDividedBy(16) && value instanceof Text locale) {
            return new Text(IcuLocale.canonical(locale.text()));
        }
        Optional<SqlText> sql = SqlText.of(object.id().kind(), attribute);
        if (sql.isEmpty()) {
            return value;
        }
        Rules rules = rules(sql.get());
        return Values.replaced(value, text -> rules.apply(sql.get(), text));
    }

    /** Whether a value says only what the older version cannot have. */
    boolean isOnlyNew(Attribute attribute, AttributeValue value) {
        return attribute == Attribute.GRANTS
                && isDividedBy(17)
                && value instanceof Items grants
                && !grants.items().isEmpty()
                && grants.items().stream()
                        .allMatch(grant -> MAINTAIN.matcher(grant).find());
    }

    private Rules rules(SqlText sql) {
        List<Rule> rules = new ArrayList<>();
        if (isDividedBy(16) || isDividedBy(17)) {
            rules.add(new NewKeywords());
        }
        if (isDividedBy(16)) {
            rules.add(new XmlIndentation());
        }
        if (isDividedBy(16) && sql == SqlText.VIEW) {
            rules.add(new ColumnQualifiers());
        }
        return new Rules(rules);
    }

    /** Whether a relation named {@code new} or {@code old} gets another alias in a view on the older version. */
    boolean isReserved(ObjectKind kind) {
        return isDividedBy(16) && (kind == ObjectKind.VIEW || kind == ObjectKind.MATERIALIZED_VIEW);
    }
}
