package io.github.appliedset.actuate;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;

/** The migrators of an application by the names that operators see. */
public final class NamedMigrators {

    private NamedMigrators() {}

    /** By their own names; one without, or with a name that is taken, by that of its bean. */
    public static Map<String, Migrator> of(ListableBeanFactory beans) {
        Map<String, Migrator> named = new LinkedHashMap<>();
        beans.getBeansOfType(Migrator.class).forEach((bean, migrator) -> {
            String name = migrator.name();
            named.put(name == null || named.containsKey(name) ? bean : name, migrator);
        });
        return named;
    }

    /** The name of the migrator behind a target; of one that is no bean its own, or empty if it has none. */
    static String nameOf(Target target, ListableBeanFactory beans) {
        return of(beans).entrySet().stream()
                .filter(entry -> entry.getValue().target().equals(target))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Objects.requireNonNullElse(target.name(), ""));
    }
}
