package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.authoring.NewMigration;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of all languages in the name of a file and in a table. */
class NamesOfFilesTests {

    @ParameterizedTest
    @CsvSource({
        "Add phone, add_phone",
        "हिन्दी जोड़ें, हिन्दी_जोड़ें",
        "caf\u0065\u0301, caf\u00e9",
        "Ünï côde-2, ünï_côde_2",
        "'a \u0301b', a_b",
    })
    void marksStayWithTheirLetters(String name, String slug) {
        assertThat(NewCommand.slug(name)).isEqualTo(Normalizer.normalize(slug, Normalizer.Form.NFC));
    }

    @Test
    void marksAloneAreNoName() {
        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> NewCommand.slug("\u0301"))
                .withMessageContaining("no letter or digit");
    }

    @Test
    void aNameIsCountedInCharacters() {
        String letter = "\uD835\uDD52";

        assertThat(NewCommand.slug(letter.repeat(NewMigration.LONGEST_NAME))).hasSize(2 * NewMigration.LONGEST_NAME);
        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> NewCommand.slug(letter.repeat(NewMigration.LONGEST_NAME + 1)))
                .withMessageContaining("has 201 characters");
    }

    @Test
    void aTableCutsNoCharacter() {
        TextTable table = new TextTable("VERSION", "NAME", "FILE");
        table.row("1", "😀".repeat(90), "x" + "😀".repeat(90));

        assertThat(new String(table.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(table.toString());
    }
}
