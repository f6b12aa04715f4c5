package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between our pages lead to a page, and to a heading or an anchor of it. */
class LinksTests {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final Pattern ELSEWHERE = Pattern.compile("\\w+:.*");

    private static final Map<Path, Set<String>> ANCHORS = new HashMap<>();

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> github = Files.walk(ROOT.resolve(".github"))) {
            return Stream.of(Stream.of(ROOT.resolve("README.md")), docs, github)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("node_modules"))
                    .toList();
        }
    }

    private static String read(Path page) {
        try {
            return BLOCK.matcher(Files.readString(page)).replaceAll("");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As GitHub names them: two headings of one text are told apart by a number. */
    private static Set<String> anchors(Path page) {
        return ANCHORS.computeIfAbsent(page.normalize(), same -> {
            String text = read(same);
            Set<String> anchors = new HashSet<>();
            ANCHOR.matcher(text).results().forEach(anchor -> anchors.add(anchor.group(1)));
            Map<String, Integer> seen = new HashMap<>();
            HEADING.matcher(text).results().forEach(heading -> {
                String name = heading.group(1)
                        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-');
                int before = seen.merge(name, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? name : name + "-" + before);
            });
            return anchors;
        });
    }

    private static Stream<String> links(Path page) {
        return LINK.matcher(CODE.matcher(read(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches());
    }

    private static boolean isDead(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        return !Files.exists(target)
                || hash >= 0
                        && target.toString().endsWith(".md")
                        && !anchors(target).contains(link.substring(hash + 1));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Path> pages = pages();

        assertThat(pages).hasSizeGreaterThan(50);
        assertThat(pages.stream()
                        .flatMap(page -> links(page)
                                .filter(link -> isDead(page, link))
                                .map(link -> ROOT.relativize(page) + " to " + link)))
                .isEmpty();
        assertThat(isDead(ROOT.resolve("README.md"), "docs/index.md#no-such-heading"))
                .isTrue();
    }

    /** Decisions are listed by hand as well, in one long sentence. */
    @Test
    void indexLeadsToEveryPage() throws IOException {
        Path index = ROOT.resolve("docs/index.md");
        Set<Path> linked = new HashSet<>();
        links(index)
                .forEach(link -> linked.add(
                        index.resolveSibling(link.replaceFirst("#.*", "")).normalize()));

        assertThat(pages().stream()
                        .filter(page -> page.startsWith(ROOT.resolve("docs")))
                        .filter(page -> !page.equals(index) && !page.startsWith(ROOT.resolve("docs/decisions")))
                        .map(Path::normalize))
                .allSatisfy(page -> assertThat(linked).contains(page));
    }
}
