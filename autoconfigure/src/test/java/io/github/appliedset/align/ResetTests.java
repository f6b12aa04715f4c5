package io.github.appliedset.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResetTests {

    @Test
    void longNameIsCutBetweenItsCharacters() {
        String name = "\uD83D\uDE00".repeat(15) + "abc";

        String kept = Reset.with(name, "_before_align");

        assertThat(kept).isEqualTo("\uD83D\uDE00".repeat(12) + "_before_align");
        assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void shortNameStaysWhole() {
        assertThat(Reset.with("shop", "_before_align")).isEqualTo("shop_before_align");
    }
}
