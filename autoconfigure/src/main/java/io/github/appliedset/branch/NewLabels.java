package io.github.appliedset.branch;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What migrations are called after two branches are settled, for directives that name them: {@code after=2_fill}. */
public final class NewLabels {

    /** Only a line feed ends a line: in UTF-8, the byte 85 is part of a letter. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("(?dm)(?:^|\\A\u00ef\u00bb\u00bf)\\s*--\\s*applied-set:\\s*after=.*$");

    private final Map<String, String> labels = new HashMap<>();

    /**
     * For migrations of this branch.
     *
     * @param numbers the number of each that changes, as it will be written
     * @param replaced the other branch's migration for each that goes
     */
    public NewLabels(Map<BranchMigration, String> numbers, Map<BranchMigration, BranchMigration> replaced) {
        replaced.forEach((mine, other) -> put(mine, other.number(), other.name()));
        numbers.forEach((mine, number) -> put(mine, number, mine.name()));
    }

    private void put(BranchMigration mine, String number, String name) {
        this.labels.put(mine.version() + "_" + bytes(mine.name()), number + "_" + bytes(name));
    }

    /** One byte is one character, so that whatever the bytes mean, the others stay. */
    private static String bytes(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The content with the new labels; the same array if it names none of the old ones. */
    public byte[] in(byte[] content) {
        if (this.labels.isEmpty()) {
            return content;
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        // All at once: one may get the number that another had.
        Pattern label = Pattern.compile("(?d)(?<=[=,\\s])0*("
                + this.labels.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"))
                + ")(?=\\s*(?:,|$))");
        StringBuilder changed = new StringBuilder();
        Matcher directive = DIRECTIVE.matcher(text);
        while (directive.find()) {
            String line = label.matcher(directive.group())
                    .replaceAll(
                            found -> Matcher.quoteReplacement(this.labels.getOrDefault(found.group(1), found.group())));
            directive.appendReplacement(changed, Matcher.quoteReplacement(line));
        }
        directive.appendTail(changed);
        return changed.toString().equals(text) ? content : changed.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The migration with the new labels in its files; the same if they name none of the old ones. */
    public BranchMigration in(BranchMigration migration) {
        BranchFile up = in(migration.up());
        BranchFile before = migration.down();
        BranchFile down = before == null ? null : in(before);
        return up == migration.up() && down == before
                ? migration
                : new BranchMigration(migration.version(), migration.name(), up, down);
    }

    private BranchFile in(BranchFile file) {
        byte[] content = in(file.content());
        return content == file.content() ? file : new BranchFile(file.path(), content);
    }
}
