package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

/** The page docs/getting-started.md, from top to bottom: its files, the log of each start, and what is asked then. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class GettingStartedPageTests {

    private static final Pattern STEP = Pattern.compile(
            "(?:`(?<file>[^`\n]+)`:\n\n)?```(?<kind>yaml|sql|text|console)\n(?<body>.*?)```", Pattern.DOTALL);

    private String[] properties;
    private ConfigurableApplicationContext application;

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Shop {}

    @AfterEach
    void stop() {
        if (this.application != null) {
            this.application.close();
        }
    }

    @Test
    void happensAsThePageSays(@TempDir Path classPath, TestDatabase database, CapturedOutput output) throws Exception {
        MigrationFolder files = new MigrationFolder(classPath);
        int starts = 0;
        Matcher step = STEP.matcher(HowToPage.named("../getting-started.md").text());
        while (step.find()) {
            String file = step.group("file");
            String body = step.group("body");
            switch (step.group("kind")) {
                case "yaml" -> this.properties = propertiesOf(body, database);
                case "sql" -> {
                    if (file != null) {
                        files.with("db/migration/" + Path.of(file).getFileName(), body);
                    }
                }
                case "text" -> {
                    start(classPath, body.lines().toList(), output);
                    starts++;
                }
                default -> ask(body, database);
            }
        }
        assertThat(starts).isEqualTo(4);
    }

    private static String[] propertiesOf(String yaml, TestDatabase database) {
        assertThat(yaml).contains("jdbc:postgresql://localhost:5432/shop", "username: shop", "password: shop");
        return HowToPage.properties(yaml.replace("jdbc:postgresql://localhost:5432/shop", database.url())
                .replace("username: shop", "username: " + database.username())
                .replace("password: shop", "password: " + database.password()));
    }

    private void start(Path classPath, List<String> lines, CapturedOutput output) throws Exception {
        stop();
        int before = output.getAll().length();
        ClassLoader classes = new URLClassLoader(
                new URL[] {classPath.toUri().toURL()}, getClass().getClassLoader());
        this.application = new SpringApplication(new DefaultResourceLoader(classes), Shop.class)
                .run(Stream.concat(
                                Arrays.stream(this.properties),
                                Stream.of("server.port=0", "spring.jpa.hibernate.ddl-auto=none"))
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("INFO "));
        assertThat(settled(output.getAll().substring(before)))
                .containsSubsequence(lines.stream()
                        .map(line -> settled(line).substring("INFO ".length()))
                        .toList());
    }

    private void ask(String example, TestDatabase database) throws Exception {
        String[] parts = example.split("\n", 2);
        Matcher curl = Pattern.compile("\\$ curl -s localhost:8080(?<path>\\S+) \\| jq \\.")
                .matcher(parts[0]);
        Matcher psql = Pattern.compile("\\$ psql -h localhost -U shop shop -c \"(?<sql>.+)\"")
                .matcher(parts[0]);
        if (curl.matches()) {
            int port = ((WebServerApplicationContext) this.application)
                    .getWebServer()
                    .getPort();
            String answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + curl.group("path")))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(json(answer)).isEqualTo(json(parts[1]));
        } else {
            assertThat(psql.matches()).as(parts[0]).isTrue();
            List<String> names = parts[1].lines()
                    .skip(2)
                    .filter(line -> line.contains("|"))
                    .map(line -> line.split("\\|")[1].strip())
                    .toList();
            assertThat(database.query("SELECT name FROM (" + psql.group("sql") + ") shown"))
                    .isEqualTo(names);
        }
    }

    private static Object json(String text) {
        return JsonParserFactory.getJsonParser().parseMap(settled(text));
    }

    private static String settled(String text) {
        return text.replaceAll("in \\d+ ms", "in 12 ms").replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "then");
    }
}
