package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainMarkdownTests {

    private static String plain(String markdown) {
        return PlainMarkdown.of(markdown, "docs/reference/");
    }

    @Test
    void proseIsRewrappedAndLosesItsMarks() {
        assertThat(plain("""
                ### A **bold** heading

                The first of two lines of `code` and words that are together longer than one
                line.
                """)).isEqualTo("""
                A bold heading

                  The first of two lines of code and words that are together longer than one
                  line.
                """);
    }

    @Test
    void linksNameTopicsAndPagesFromTheRootOn() {
        assertThat(plain("[here](#pooler), [`files`](files.md#a), [how](../how-to/x.md), [web](https://a.org/b)"))
                .isEqualToNormalizingWhitespace("here (topic pooler), files (docs/reference/files.md#a),"
                        + " how (docs/how-to/x.md), web (https://a.org/b)");
    }

    @Test
    void codeKeepsItsSpacesAndBreaksOnlyWhereItIsTooLong() {
        String words = "1234567 ".repeat(9).strip();
        String longWord = "x".repeat(90);

        assertThat(plain("```text\nFile:      a\n\n    " + words + " 12 end\n" + longWord + " y\n```\nAfter"))
                .isEqualTo("    File:      a\n\n        " + words + "\n          12 end\n    " + longWord
                        + "\n      y\n\n  After\n");
    }

    @Test
    void listsAndTablesBecomeItems() {
        assertThat(plain("""
                - one
                - two, which goes on
                  in a line below

                | code | when | also |
                |---|---|---:|
                | 0 | done | |
                | 2 | a \\| b | more |
                """)).isEqualTo("""
                  - one
                  - two, which goes on in a line below

                  - 0: when done
                  - 2: when a | b; also more
                """);
    }
}
