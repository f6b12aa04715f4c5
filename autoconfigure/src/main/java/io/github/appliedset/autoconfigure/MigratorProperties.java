package io.github.appliedset.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

    /** Names that need no brackets, and names that mean the same with brackets. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

    private static final Pattern UNIFORM = Pattern.compile("[a-z0-9]+");

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

    /** The locations of the tenants' migrations. */
    List<String> ofTenants() {
        return Binder.get(this.environment)
                .bindOrCreate(TOP.toString(), AppliedSetProperties.class)
                .tenants()
                .locations();
    }

    AppliedSetProperties of(String name) {
        return binder(name).bindOrCreate(TOP.toString(), AppliedSetProperties.class);
    }

    /** Binds top-level keys to the values of a migrator; to those of all, if it has no keys of its own. */
    Binder binder(String name) {
        List<ConfigurationPropertySource> sources = ownSources(name);
        ConfigurationPropertySources.get(this.environment).forEach(sources::add);
        return binder(sources);
    }

    /** A migrator's own value of a key, in whatever way its name is written; null if it has none. */
    @Nullable
    String own(String name, String key) {
        return binder(ownSources(name))
                .bind(TOP.append(key), Bindable.of(String.class))
                .orElse(null);
    }

    /** The property of a migrator's key, with brackets around a name that would be read as another one. */
    static String property(String name, String key) {
        return MIGRATORS + (PLAIN.matcher(name).matches() ? "." + name : "[" + name + "]") + "." + key;
    }

    private Binder binder(List<ConfigurationPropertySource> sources) {
        return new Binder(sources, new PropertySourcesPlaceholdersResolver(this.environment));
    }

    private List<ConfigurationPropertySource> ownSources(String name) {
        List<ConfigurationPropertyName> spellings = spellings(name);
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
            spellings.forEach(spelling -> sources.add(new NamedFirst(spelling, source)));
        }
        return sources;
    }

    /** A name with capitals or underscores may be in brackets or not; one with dots is always in brackets. */
    private static List<ConfigurationPropertyName> spellings(String name) {
        List<ConfigurationPropertyName> spellings = new ArrayList<>();
        if (!UNIFORM.matcher(name).matches()) {
            spellings.add(MIGRATORS.append("[" + name + "]"));
        }
        ConfigurationPropertyName plain = ConfigurationPropertyName.adapt(name, '.');
        if (plain.getNumberOfElements() == 1) {
            spellings.add(MIGRATORS.append(plain.toString()));
        }
        return spellings;
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
