package io.github.appliedset.migration;

import static io.github.appliedset.support.Migrations.checksum;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ChecksumTests {

    @Test
    void isWhatSha256sumPrintsForAPlainFile() {
        assertThat(checksum("SELECT 1;\n").hex())
                .isEqualTo("b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd");
    }

    @Test
    void byteOrderMarkDoesNotCount() {
        assertThat(checksum("\uFEFFSELECT 1;\n")).isEqualTo(checksum("SELECT 1;\n"));
    }

    @Test
    void windowsLineEndsCountAsUnixOnes() {
        assertThat(checksum("a\r\nb\r\n")).isEqualTo(checksum("a\nb\n"));
    }

    @Test
    void loneCarriageReturnsAndLaterMarksCount() {
        assertThat(checksum("a\rb")).isNotEqualTo(checksum("a\nb")).isNotEqualTo(checksum("ab"));
        assertThat(checksum("a\uFEFF")).isNotEqualTo(checksum("a"));
        assertThat(checksum("a\r")).isNotEqualTo(checksum("a"));
    }

    @Test
    void lineEndsCountSoThatAStatementCannotHideInAComment() {
        assertThat(checksum("-- x\nDROP TABLE t;")).isNotEqualTo(checksum("-- xDROP TABLE t;"));
    }

    @Property
    void doesNotDependOnHowTheBytesArrive(
            @ForAll @StringLength(max = 40) String raw, @ForAll @IntRange(min = 1, max = 5) int size) {
        String text = raw.replaceAll("[^\\x00-\\x7F]", "\r");
        byte[] bytes = ("\uFEFF" + text + "\r\n\r").getBytes(StandardCharsets.UTF_8);
        Checksum.Calculator calculator = new Checksum.Calculator();
        for (int offset = 0; offset < bytes.length; offset += size) {
            calculator.update(bytes, offset, Math.min(size, bytes.length - offset));
        }

        assertThat(calculator.checksum().hex()).isEqualTo(sha256((text + "\r\n\r").replace("\r\n", "\n")));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
