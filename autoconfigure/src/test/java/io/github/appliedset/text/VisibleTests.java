package io.github.appliedset.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTests {

    @Test
    void escapesTerminalControlCharacters() {
        assertThat(Visible.line("a\u001b[31mb\rc\nd\te\u0000\u007f\u009b"))
                .isEqualTo("a\\u001b[31mb\\u000dc\\u000ad\\u0009e\\u0000\\u007f\\u009b");
        IntStream.concat(IntStream.rangeClosed(0, 0x1f), IntStream.rangeClosed(0x7f, 0x9f))
                .forEach(character -> assertThat(Visible.line(Character.toString(character)))
                        .isEqualTo(String.format("\\u%04x", character)));
    }

    @ParameterizedTest
    @ValueSource(chars = {'\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2069'})
    void escapesCharactersThatReorderOrBreakALine(char character) {
        String code = String.format("a\\u%04xb", (int) character);

        assertThat(Visible.line("a" + character + "b")).isEqualTo(code);
        assertThat(Visible.lines("a" + character + "b")).isEqualTo(code);
    }

    @Test
    void severalLinesKeepTheirEndsAndTabs() {
        assertThat(Visible.lines("SELECT\t1;\r\nSELECT 2;\n")).isEqualTo("SELECT\t1;\nSELECT 2;\n");
        assertThat(Visible.lines("over\rwritten\u001b[2K")).isEqualTo("over\\u000dwritten\\u001b[2K");
    }

    @ParameterizedTest
    @ValueSource(strings = {"add_phone", "Größe", "מיגרציה", "\uD83D\uDC69\u200D\uD83D\uDCBB", "a b-c.d", ""})
    void ordinaryTextStaysAsItIs(String text) {
        assertThat(Visible.line(text)).isSameAs(text);
        assertThat(Visible.lines(text)).isSameAs(text);
    }

    @Test
    void truncationDoesNotSplitACharacter() {
        assertThat(Visible.beginning("ab", 2)).isEqualTo("ab");
        assertThat(Visible.beginning("abc", 2)).isEqualTo("ab");
        assertThat(Visible.beginning("a😀b", 2)).isEqualTo("a");
        assertThat(Visible.beginning("a😀b", 3)).isEqualTo("a😀");
    }
}
