package io.github.appliedset.branch;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Numbers of other migrations in the directives of a file. */
final class NamedVersions {

    /** Only a line feed ends a line: in UTF-8, the byte 85 is part of a letter. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("(?dm)(?:^|\\A\u00ef\u00bb\u00bf)\\s*--\\s*applied-set:\\s*after=.*$");

    private NamedVersions() {}

    /** The content with other numbers for migrations; the same array if it names none of them. */
    static byte[] replaced(byte[] content, Map<BranchMigration, String> numbers) {
        if (numbers.isEmpty()) {
            return content;
        }
        // One byte is one character, so that whatever the bytes mean, the others stay.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Map<String, String> labels = new HashMap<>();
        numbers.forEach((migration, number) -> {
            String name = new String(migration.name().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            labels.put(migration.version() + "_" + name, number + "_" + name);
        });
        // All at once: one may get the number that another had.
        Pattern label = Pattern.compile("(?d)(?<=[=,\\s])0*("
                + labels.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"))
                + ")(?=\\s*(?:,|$))");
        StringBuilder changed = new StringBuilder();
        Matcher directive = DIRECTIVE.matcher(text);
        while (directive.find()) {
            String line = label.matcher(directive.group())
                    .replaceAll(found -> Matcher.quoteReplacement(labels.getOrDefault(found.group(1), found.group())));
            directive.appendReplacement(changed, Matcher.quoteReplacement(line));
        }
        directive.appendTail(changed);
        return changed.toString().equals(text) ? content : changed.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
