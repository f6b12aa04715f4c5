package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lines about migrations in the formats for log collectors: whole, with their fields beside the message. */
@PostgresTest
class StructuredLogTests {

    private static final Pattern FIELD = Pattern.compile("\\.with\\(\\s*\"([\\w.]+)\"");
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger ours = this.logback.getLogger("io.github.appliedset");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {}

    @BeforeEach
    void run(@TempDir Path folder, TestDatabase database) {
        MigrationFolder files = new MigrationFolder(folder).with("7_add_isbn.up.sql", "SELECT 1;");
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        // Of the application itself: its start would take the appender away.
        application.addInitializers(context -> {
            this.events.setContext(this.logback);
            this.events.start();
            this.ours.addAppender(this.events);
        });
        try (ConfigurableApplicationContext context = application.run(Stream.concat(
                        Stream.of(database.properties()),
                        Stream.of("applied-set.locations=" + files.location(), "spring.jpa.hibernate.ddl-auto=none"))
                .map(property -> "--" + property)
                .toArray(String[]::new))) {
            assertThat(database.applied()).containsExactly("7_add_isbn");
        }
    }

    @AfterEach
    void stop() {
        this.ours.detachAppender(this.events);
    }

    private ILoggingEvent event(String message) {
        return this.events.list.stream()
                .filter(event -> event.getFormattedMessage().startsWith(message))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode encoded(String format, ILoggingEvent event) {
        LoggerContext context = new LoggerContext();
        context.putObject(Environment.class.getName(), new StandardEnvironment());
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.start();
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(line.lines()).hasSize(1);
        return STRICT.readTree(line);
    }

    @Test
    void fieldsOfAMigrationInEveryFormat() {
        ILoggingEvent applied = event("Applied 7_add_isbn in ");

        JsonNode ecs = encoded("ecs", applied).get("applied_set");
        assertThat(ecs.get("table").asString()).isEqualTo("public.applied_migrations");
        assertThat(ecs.get("version").asLong()).isEqualTo(7);
        assertThat(ecs.get("name").asString()).isEqualTo("add_isbn");
        assertThat(ecs.get("direction").asString()).isEqualTo("up");
        assertThat(ecs.get("duration_ms").isNumber()).isTrue();
        assertThat(encoded("logstash", applied).get("applied_set.version").asLong())
                .isEqualTo(7);
        assertThat(encoded("gelf", applied).get("_applied_set.version").asLong())
                .isEqualTo(7);
    }

    @Test
    void fieldsOfAStartInEveryFormat() {
        ILoggingEvent started = event("public.applied_migrations: 1 migration applied");

        for (Map.Entry<String, String> format :
                Map.of("logstash", "applied_set.", "gelf", "_applied_set.").entrySet()) {
            JsonNode line = encoded(format.getKey(), started);
            assertThat(line.get(format.getValue() + "applied").asLong()).isEqualTo(1);
            assertThat(line.get(format.getValue() + "applied_now").asLong()).isEqualTo(1);
            assertThat(line.get(format.getValue() + "pending").asLong()).isZero();
            assertThat(line.get(format.getValue() + "orphans").asLong()).isZero();
        }
        assertThat(encoded("ecs", started).at("/applied_set/applied_now").asLong())
                .isEqualTo(1);
    }

    /** The format ecs makes an object of each part: a key cannot be a value and an object. */
    @Test
    void noKeyIsTheBeginningOfAnother() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                FIELD.matcher(Files.readString(file)).results().forEach(match -> keys.add(match.group(1)));
            }
        }
        List<String> all = List.copyOf(keys);

        assertThat(all).contains("applied_set.version", "applied_set.applied_now");
        assertThat(all).allSatisfy(key -> {
            assertThat(key).startsWith("applied_set.");
            assertThat(all).noneMatch(other -> other.startsWith(key + "."));
        });
        String page = Files.readString(Path.of("../docs/reference/observability.md"));
        assertThat(all).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }
}
