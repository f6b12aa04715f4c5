package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an IDE shows for {@code applied-set.*}, and what docs/reference/properties.md says. */
class MetadataTests {

    private static List<JsonNode> properties() throws IOException {
        return ofMetadata("properties").stream()
                .filter(property -> !property.has("deprecation"))
                .toList();
    }

    private static List<JsonNode> ofMetadata(String kind) throws IOException {
        // Not from the class path: tests have properties of their own.
        try (InputStream metadata =
                Files.newInputStream(Path.of("target/classes/META-INF/spring-configuration-metadata.json"))) {
            JsonNode all = JsonMapper.shared().readTree(metadata).get(kind);
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(property -> property.get("name").asString().startsWith("applied-set."))
                    .toList();
        }
    }

    @Test
    void everyPropertyHasATypeAndADescription() throws IOException {
        assertThat(properties()).isNotEmpty().allSatisfy(property -> {
            assertThat(property.path("type").asString()).isNotEmpty();
            assertThat(property.path("description").asString())
                    .as(property.get("name").asString())
                    .endsWith(".")
                    .doesNotStartWith("The ");
        });
    }

    @Test
    void everyEnumHasItsValuesAsHints() throws Exception {
        for (JsonNode property : properties()) {
            String type = property.get("type").asString();
            if (type.startsWith("io.github.appliedset.") && Class.forName(type).isEnum()) {
                assertThat(hints(property.get("name").asString()))
                        .containsExactlyElementsOf(Stream.of(Class.forName(type).getEnumConstants())
                                .map(constant -> constant.toString()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                                .toList());
            }
        }
        assertThat(hints("applied-set.locations")).contains("classpath:db/migration");
    }

    private static List<String> hints(String property) throws IOException {
        return ofMetadata("hints").stream()
                .filter(hint -> hint.get("name").asString().equals(property))
                .flatMap(hint -> StreamSupport.stream(hint.get("values").spliterator(), false))
                .map(value -> value.get("value").asString())
                .toList();
    }

    @Test
    void referencePageListsEveryPropertyWithItsDefault() throws IOException {
        List<String> expected = new ArrayList<>();
        for (JsonNode property : properties()) {
            String value = property.has("defaultValue") ? "`" + text(property.get("defaultValue")) + "`" : "none";
            expected.add("| `" + property.get("name").asString() + "` | " + value + " |");
        }
        String page = Files.readString(Path.of("../docs/reference/properties.md"));

        assertThat(expected).allSatisfy(row -> assertThat(page).contains(row));
        assertThat(page.lines().filter(line -> line.startsWith("| `applied-set.")))
                .as("no row for a property that is not there")
                .hasSameSizeAs(expected);
    }

    @Test
    void oldNamesAreErrorsWithAReplacementThatIsThere() throws IOException {
        List<String> current = properties().stream()
                .map(property -> property.get("name").asString())
                .toList();
        List<JsonNode> old = ofMetadata("properties").stream()
                .filter(property -> property.has("deprecation"))
                .toList();

        assertThat(old)
                .extracting(property -> property.get("name").asString())
                .containsExactlyInAnyOrder(
                        "applied-set.instances", "applied-set.verify.mode", "applied-set.verify.order");
        assertThat(old).allSatisfy(property -> {
            assertThat(property.at("/deprecation/level").asString()).isEqualTo("error");
            assertThat(current).contains(property.at("/deprecation/replacement").asString());
        });
    }

    private static String text(JsonNode value) {
        return value.isArray() ? value.get(0).asString() : value.asString();
    }
}
