package io.github.appliedset.actuate;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;

/** The migrators of an application by the names that operators see. */
public final class NamedMigrators {

    private NamedMigrators() {}

    /** By their own names, or by bean name if unnamed or if the name is taken. */
    public static Map<String, Migrator> of(ListableBeanFactory beans) {
        Map<String, Migrator> named = new LinkedHashMap<>();
        beans.getBeansOfType(Migrator.class).forEach((bean, migrator) -> {
            String name = migrator.name();
            named.put(name == null || named.containsKey(name) ? bean : name, migrator);
        });
        return named;
    }

    /** The name of the migrator of a target, without creating a bean: for use while the application starts. */
    static String knownNameOf(Target target, ListableBeanFactory beans) {
        if (target.name() != null) {
            return target.name();
        }
        String[] names = beans.getBeanNamesForType(Migrator.class, true, false);
        if (names.length == 1) {
            return names[0];
        }
        for (String name : names) {
            if (beans instanceof SingletonBeanRegistry singletons
                    && singletons.getSingleton(name) instanceof Migrator migrator
                    && migrator.target().equals(target)) {
                return name;
            }
        }
        return "";
    }
}
