package io.github.appliedset.autoconfigure;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.command.CommandName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an IDE shows for {@code applied-set.*}, and what docs/reference/properties.md says. */
class MetadataTests {

    private static final Set<Object> NOTHING = Set.of(false, List.of(), Map.of());

    private static List<JsonNode> properties() throws IOException {
        return ofMetadata("properties").stream()
                .filter(property -> !property.has("deprecation"))
                .filter(property -> !isOption(property))
                .toList();
    }

    /** Of a command: written by hand, since no class has it as a property. */
    private static boolean isOption(JsonNode property) {
        return !property.has("sourceType") && !property.has("deprecation");
    }

    private static List<JsonNode> ofMetadata(String kind) throws IOException {
        return ofMetadata(kind, "applied-set.");
    }

    private static List<JsonNode> ofMetadata(String kind, String prefix) throws IOException {
        // Not from the class path: tests have properties of their own.
        try (InputStream metadata =
                Files.newInputStream(Path.of("target/classes/META-INF/spring-configuration-metadata.json"))) {
            JsonNode all = JsonMapper.shared().readTree(metadata).get(kind);
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(property -> property.get("name").asString().startsWith(prefix))
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
    void defaultsAreThoseOfTheProperties() throws IOException {
        Map<String, String> defaults = properties().stream()
                .filter(property -> property.has("defaultValue"))
                .collect(toMap(
                        property -> property.get("name").asString(), property -> text(property.get("defaultValue"))));

        AppliedSetProperties unset = bound(Map.of());
        assertThat(bound(defaults)).isEqualTo(unset);
        assertThat(defaults.keySet())
                .containsAll(namesWithDefault(unset, "applied-set.").toList());
    }

    private static Stream<String> namesWithDefault(Record properties, String prefix) {
        return Stream.of(properties.getClass().getRecordComponents()).flatMap(component -> {
            String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
            Object value = value(properties, component);
            return value instanceof Record nested
                    ? namesWithDefault(nested, name + ".")
                    : Stream.of(name).filter(any -> value != null && !NOTHING.contains(value));
        });
    }

    private static Object value(Record properties, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(properties);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static AppliedSetProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("applied-set", AppliedSetProperties.class);
    }

    /** An option that is missing here belongs into additional-spring-configuration-metadata.json. */
    @Test
    void optionsOfCommandsAreThereToo() throws IOException {
        List<JsonNode> options = ofMetadata("properties").stream()
                .filter(MetadataTests::isOption)
                .toList();

        assertThat(options)
                .allSatisfy(option -> assertThat(option.path("description").asString())
                        .as(option.get("name").asString())
                        .endsWith("."));
        assertThat(options)
                .extracting(option -> option.get("name").asString())
                .doesNotHaveDuplicates()
                .containsAll(Stream.of(CommandName.values())
                        .flatMap(command -> command.allOptions().stream())
                        .map(option -> "applied-set." + option)
                        .filter(option -> !isProperty(option))
                        .distinct()
                        .toList());
        assertThat(hints("applied-set.command"))
                .containsAll(
                        Stream.of(CommandName.values()).map(CommandName::text).toList());
    }

    private static boolean isProperty(String name) {
        try {
            return properties().stream()
                    .anyMatch(property -> property.get("name").asString().equals(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void switchesOfActuatorAreThere() throws IOException {
        assertThat(ofMetadata("properties", "management."))
                .extracting(property -> property.get("name").asString())
                .contains(
                        "management.endpoint.migrations.access",
                        "management.health.migrations.enabled",
                        "management.info.migrations.enabled");
        assertThat(ofMetadata("properties", "management.").stream()
                        .filter(property -> property.get("name").asString().endsWith("migrations.enabled"))
                        .filter(property -> !property.get("name").asString().contains(".endpoint.")))
                .allSatisfy(property ->
                        assertThat(property.get("defaultValue").asBoolean()).isTrue());
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
