package io.github.appliedset.branch;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of other migrations in the directives of a file. */
final class NamedVersions {

    private static final Pattern DIRECTIVE = Pattern.compile("(?m)^\\s*--\\s*applied-set:\\s*after=.*$");

    private NamedVersions() {}

    /** The content with another number for a migration; the same array if it does not name it. */
    static byte[] replaced(byte[] content, BranchMigration migration, String number) {
        // One byte is one character, so that whatever the bytes mean, the others stay.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String name = new String(migration.name().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Pattern label = Pattern.compile(
                "(?<=[=,\\s])0*" + migration.version() + "_" + Pattern.quote(name) + "(?=\\s*(,|$))",
                Pattern.MULTILINE);
        StringBuilder changed = new StringBuilder();
        Matcher directive = DIRECTIVE.matcher(text);
        while (directive.find()) {
            String line = label.matcher(directive.group()).replaceAll(Matcher.quoteReplacement(number + "_" + name));
            directive.appendReplacement(changed, Matcher.quoteReplacement(line));
        }
        directive.appendTail(changed);
        return changed.toString().equals(text) ? content : changed.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
