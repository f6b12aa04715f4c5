package io.github.appliedset.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Properties that are set under a former name: {@code applied-set.instances.*}, and {@code mode} and {@code order} of {@code
 * applied-set.verify}. They are refused, because ignoring one could silently switch off a check.
 */
final class RenamedProperties {

    /** Names to look up in a source that cannot list its own. */
    private static final List<String> GUESSED = List.of("applied-set.verify.mode", "applied-set.verify.order");

    private static final Pattern DOTS = Pattern.compile("[.\\[\\]]+");
    private static final Pattern PREFIX = Pattern.compile("(?i)^applied[-_.]?set");
    private static final Pattern INSTANCES = Pattern.compile("(?i)instances");
    private static final Pattern VERIFY = Pattern.compile("(?i)verify[^a-z0-9]*(mode|order)\\W*$");
    private static final Pattern OLD_KEY = Pattern.compile("verify\\.?(mode|order)");
    private static final Pattern OLD_KEY_OF_ONE = Pattern.compile("(.*\\.)?verify\\.?(mode|order)");

    private RenamedProperties() {}

    /**
     * Searches all property sources for every spelling of a name, typos included.
     *
     * @throws AppliedSetConfigurationException listing every property found
     */
    static void refuse(ConfigurableEnvironment environment) {
        Set<RenamedProperty> found = new LinkedHashSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            search(source, found);
        }
        if (!found.isEmpty()) {
            throw AppliedSetConfigurationException.renamed(List.copyOf(found));
        }
    }

    private static void search(PropertySource<?> source, Set<RenamedProperty> found) {
        if (source instanceof CompositePropertySource composite) {
            for (PropertySource<?> part : composite.getPropertySources()) {
                search(part, found);
            }
        } else if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
            for (String name : names(source)) {
                Optional<String> current = mayBeOurs(name) ? current(name) : Optional.empty();
                if (current.isPresent()) {
                    found.add(new RenamedProperty(name, current.get(), origin(source, name)));
                }
            }
        }
    }

    private static Iterable<String> names(PropertySource<?> source) {
        return source instanceof EnumerablePropertySource<?> enumerable
                ? List.of(enumerable.getPropertyNames())
                : GUESSED.stream().filter(source::containsProperty).toList();
    }

    private static String origin(PropertySource<?> source, String name) {
        Origin origin = OriginLookup.getOrigin(source, name);
        return origin == null ? source.getName() : origin.toString();
    }

    /** Most names are others', and are not taken to pieces. */
    private static boolean mayBeOurs(String name) {
        int first = 0;
        while (first < name.length() && "-_".indexOf(name.charAt(first)) >= 0) {
            first++;
        }
        return name.regionMatches(true, first, "a", 0, 1);
    }

    /** The current name of a property; empty if it was never renamed. */
    private static Optional<String> current(String name) {
        List<String> parts = parts(name);
        if (parts.size() < 2 || !parts.get(0).equals("appliedset")) {
            return Optional.empty();
        }
        boolean several = parts.get(1).equals("instances");
        boolean ofOne = several || parts.get(1).equals("migrators");
        // The part after applied-set.migrators.<name> or applied-set, as a migrator may be called verify.
        String key = parts.stream().skip(ofOne ? 3 : 1).collect(Collectors.joining("."));
        boolean drift = (ofOne ? OLD_KEY_OF_ONE : OLD_KEY).matcher(key).matches();
        return several || drift ? Optional.of(current(name, several, drift)) : Optional.empty();
    }

    /** In lower case, without separators between words: {@code appliedset, verify, mode}. */
    private static List<String> parts(String name) {
        boolean dotted = DOTS.matcher(name).find();
        String[] parts = dotted ? DOTS.split(name) : name.split("_");
        List<String> uniform = Arrays.stream(parts)
                .map(part -> part.toLowerCase(Locale.ROOT).replace("-", "").replace("_", ""))
                .toList();
        return uniform.size() > 1
                        && uniform.get(0).equals("applied")
                        && uniform.get(1).equals("set")
                ? Stream.concat(Stream.of("appliedset"), uniform.stream().skip(2))
                        .toList()
                : uniform;
    }

    /** Keeps the spelling of environment variables and of names chosen by the application. */
    private static String current(String name, boolean several, boolean drift) {
        boolean dotted = DOTS.matcher(name).find();
        String current =
                several ? INSTANCES.matcher(name).replaceFirst(old -> inTheCaseOf(old.group(), "migrators")) : name;
        if (drift) {
            current = VERIFY.matcher(current)
                    .replaceFirst(old -> inTheCaseOf(old.group(), "drift") + (dotted ? "." : "_") + old.group(1));
        }
        return dotted ? PREFIX.matcher(current).replaceFirst("applied-set") : current;
    }

    private static String inTheCaseOf(String old, String word) {
        return old.equals(old.toUpperCase(Locale.ROOT)) ? word.toUpperCase(Locale.ROOT) : word;
    }
}
