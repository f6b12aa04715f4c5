package io.github.appliedset.schema.wording;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ICU locale. Since PostgreSQL 16 it is kept as a language tag, {@code de-u-co-phonebk}; before as it was written, which
 * may be ICU's own form, {@code de@collation=phonebook}.
 * This form has the language first, then the keys and values of a tag, sorted.
 */
final class IcuLocale {

    private static final Pattern EXTENSION = Pattern.compile("(?:^|-)u-(.*?)(?=-[a-tv-z]-|$)");
    private static final String ATTRIBUTES = "attributes";

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("colalternate", "ka"),
            Map.entry("colbackwards", "kb"),
            Map.entry("colcaselevel", "kc"),
            Map.entry("colcasefirst", "kf"),
            Map.entry("colhiraganaquaternary", "kh"),
            Map.entry("colnormalization", "kk"),
            Map.entry("colnumeric", "kn"),
            Map.entry("colreorder", "kr"),
            Map.entry("colstrength", "ks"),
            Map.entry("variabletop", "vt"),
            Map.entry("maxvariable", "kv"),
            Map.entry("collation", "co"),
            Map.entry("calendar", "ca"),
            Map.entry("numbers", "nu"),
            Map.entry("currency", "cu"),
            Map.entry("timezone", "tz"));

    private static final Map<String, Map<String, String>> VALUES = Map.of(
            "ks",
                    Map.of(
                            "primary", "level1",
                            "secondary", "level2",
                            "tertiary", "level3",
                            "quaternary", "level4",
                            "quarternary", "level4",
                            "identical", "identic"),
            "ka", Map.of("non-ignorable", "noignore"),
            "co",
                    Map.of(
                            "phonebook", "phonebk",
                            "traditional", "trad",
                            "dictionary", "dict",
                            "gb2312han", "gb2312"),
            "ca", Map.of("gregorian", "gregory"));

    private static final Map<String, String> FLAGS = Map.of("", "true", "yes", "true", "no", "false");
    private static final Map<String, String> RENAMED_LANGUAGES = Map.of("iw", "he", "in", "id", "ji", "yi");

    private IcuLocale() {}

    static String canonical(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("@", 2);
        Map<String, String> settings = new TreeMap<>();
        if (parts.length == 2) {
            keywords(parts[1], settings);
        }
        String language = extension(parts[0].replace('_', '-'), settings);
        settings.replaceAll((key, value) -> FLAGS.getOrDefault(value, value));
        return language(language, settings) + settings;
    }

    private static void keywords(String keywords, Map<String, String> settings) {
        for (String keyword : keywords.split(";")) {
            String[] pair = keyword.split("=", 2);
            String key = KEYS.getOrDefault(pair[0].strip(), pair[0].strip());
            String value = pair.length == 2 ? pair[1].strip() : "";
            settings.put(key, VALUES.getOrDefault(key, Map.of()).getOrDefault(value, value));
        }
    }

    /** Moves the keys of a tag to the settings; what is before and after them stays. */
    private static String extension(String tag, Map<String, String> settings) {
        Matcher extension = EXTENSION.matcher(tag);
        if (!extension.find()) {
            return tag;
        }
        String key = ATTRIBUTES;
        for (String part : extension.group(1).split("-")) {
            if (part.length() == 2) {
                key = part;
                settings.putIfAbsent(key, "");
            } else {
                settings.merge(key, part, (before, more) -> before.isEmpty() ? more : before + "-" + more);
            }
        }
        return tag.substring(0, extension.start()) + tag.substring(extension.end());
    }

    private static String language(String tag, Map<String, String> settings) {
        String language = tag;
        if (language.equals("c") || language.equals("posix")) {
            language = "en-us-posix";
        }
        if (language.endsWith("-posix")) {
            language = language.substring(0, language.length() - "-posix".length());
            settings.put("va", "posix");
        }
        if (language.isEmpty() || language.equals("root")) {
            return "und";
        }
        String[] parts = language.split("-", 2);
        String renamed = RENAMED_LANGUAGES.getOrDefault(parts[0], parts[0]);
        return parts.length == 2 ? renamed + "-" + parts[1] : renamed;
    }
}
