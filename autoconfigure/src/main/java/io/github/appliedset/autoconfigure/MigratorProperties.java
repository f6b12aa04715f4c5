package io.github.appliedset.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/** The properties of each of {@code applied-set.migrators}: its own, with the top-level ones as defaults. */
final class MigratorProperties {

    private static final ConfigurationPropertyName TOP = ConfigurationPropertyName.of("applied-set");
    private static final ConfigurationPropertyName MIGRATORS = TOP.append("migrators");

    private final Environment environment;

    MigratorProperties(Environment environment) {
        this.environment = environment;
    }

    /** The names, in the order of the configuration. */
    Set<String> names() {
        return Binder.get(this.environment)
                .bind(MIGRATORS, Bindable.mapOf(String.class, Object.class))
                .map(Map::keySet)
                .orElse(Set.of());
    }

    /** The locations of all migrators. */
    List<String> locations() {
        Set<String> names = names();
        return names.isEmpty()
                ? Binder.get(this.environment)
                        .bindOrCreate(TOP.toString(), AppliedSetProperties.class)
                        .locations()
                : names.stream()
                        .flatMap(name -> of(name).locations().stream())
                        .distinct()
                        .toList();
    }

    AppliedSetProperties of(String name) {
        ConfigurationPropertyName named =
                MIGRATORS.append(ConfigurationPropertyName.adapt(name, '.').toString());
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
            sources.add(new NamedFirst(named, source));
        }
        ConfigurationPropertySources.get(this.environment).forEach(sources::add);
        return new Binder(sources, new PropertySourcesPlaceholdersResolver(this.environment))
                .bindOrCreate(TOP.toString(), AppliedSetProperties.class);
    }

    /** Resolves a top-level key to the named migrator's value. */
    private record NamedFirst(ConfigurationPropertyName named, ConfigurationPropertySource source)
            implements ConfigurationPropertySource {

        @Override
        public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
            return TOP.isAncestorOf(name) && !MIGRATORS.equals(name) && !MIGRATORS.isAncestorOf(name)
                    ? this.source.getConfigurationProperty(this.named.append(name.subName(1)))
                    : null;
        }
    }
}
