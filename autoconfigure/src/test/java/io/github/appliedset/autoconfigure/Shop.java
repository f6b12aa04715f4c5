package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.command.Paragraph;
import io.github.appliedset.entities.blog.Review;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PlayedPage;
import io.github.appliedset.support.PrettyJson;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.DefaultResourceLoader;

/** The application of the how-to pages: its sources, its database, its command line, its starts and its endpoint. */
final class Shop implements PlayedPage.Player {

    private static final String RESOURCES = "src/main/resources/";
    private static final String SNAPSHOT = RESOURCES + "db/snapshot";
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");
    private static final String NEXT_LINE = "(?=^\\d{4}-\\d\\d-\\d\\dT|\\z)";
    private static final Pattern LOGGED = Pattern.compile(
            "^\\d{4}-\\S+ +(INFO|WARN) [^\\n]* i(?:o\\.github|\\.g)\\.a\\S* *: (.*?)" + NEXT_LINE,
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern EXPLAINED =
            Pattern.compile("^Description:\\n\\n.*?" + NEXT_LINE, Pattern.MULTILINE | Pattern.DOTALL);

    private final TestDatabase database;
    private final Path root;
    private final CapturedOutput output;
    private final Map<String, Event> events = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();

    Shop(TestDatabase database, Path root, CapturedOutput output) throws IOException {
        this.database = database;
        this.root = root;
        this.output = output;
        Files.createDirectories(resources().resolve("db/migration"));
        properties("");
    }

    @FunctionalInterface
    interface Event {

        void happen() throws Exception;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class})
    static class WithoutAServer {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
    static class WithAServer {}

    /**
     * Plays a page.
     *
     * @param events what happens besides, by the words of a hidden comment, or by the command that somebody else carries out
     */
    void play(String page, Map<String, Event> events) throws IOException {
        this.events.clear();
        this.events.putAll(events);
        PlayedPage.play(page, this);
    }

    /** The folder that becomes the class path. */
    Path resources() {
        return this.root.resolve(RESOURCES);
    }

    Path snapshot() {
        return this.root.resolve(SNAPSHOT);
    }

    MigrationFolder migrations() {
        return new MigrationFolder(resources().resolve("db/migration"));
    }

    @Override
    public void file(String path, String content) {
        new MigrationFolder(this.root).with(path, content);
    }

    @Override
    public void properties(String yaml) {
        this.properties.clear();
        this.properties.put("spring.application.name", "shop");
        this.properties.put("spring.datasource.url", this.database.url());
        this.properties.put("spring.datasource.username", this.database.username());
        this.properties.put("spring.datasource.password", this.database.password());
        this.properties.put("applied-set.locations", "classpath:db/migration");
        try {
            for (PropertySource<?> source : new YamlPropertySourceLoader()
                    .load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    this.properties.put(name, String.valueOf(source.getProperty(name)));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sets one more property, until the page has other ones. */
    void set(String property, String value) {
        this.properties.put(property, value);
    }

    @Override
    public void sql(String statements) {
        this.database.execute(statements);
    }

    @Override
    public void java(String code) {
        HowToPage.isCodeOf(code.contains("@Entity") ? Review.class : HowToPagesTests.class, code);
    }

    @Override
    public void event(String what) {
        Event event = this.events.get(what);
        assertThat(event).as(what).isNotNull();
        assertThatNoException().as(what).isThrownBy(event::happen);
    }

    @Override
    public String command(String line) {
        String[] words = WORD.matcher(line)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toArray(String[]::new);
        if (this.events.containsKey(line)) {
            event(line);
            return "";
        }
        if (line.startsWith("cat ")) {
            return settled(contentOf(words[1]));
        }
        if (line.startsWith("git mv ")) {
            new MigrationFolder(this.root).renamed(words[2], words[3]);
            return "";
        }
        if (line.startsWith("curl -s localhost:8080/")) {
            assertThat(line).endsWith(" | jq .");
            return settled(ask(words[2].substring(words[2].indexOf('/'))));
        }
        assertThat(line).startsWith("java -jar shop.jar ");
        // A JVM cannot go to another folder, where the command would find this one by itself.
        return run(Stream.concat(Stream.of(words).skip(3), foldersOf(line))
                .map(this::inRoot)
                .toArray(String[]::new));
    }

    private static Stream<String> foldersOf(String line) {
        if (line.contains("command=snapshot")) {
            return Stream.of("--applied-set.folder=" + SNAPSHOT);
        }
        if (line.contains("command=generate")) {
            return Stream.of(
                    "--applied-set.folder=" + RESOURCES + "db/migration",
                    "--applied-set.declared.locations=classpath:db/schema");
        }
        return Stream.empty();
    }

    private String run(String... arguments) {
        Map<String, Object> ofApplication = new LinkedHashMap<>();
        this.properties.forEach((name, value) -> ofApplication.put(name, inRoot(value)));
        Run run = CommandLine.runUnbroken(ofApplication, arguments);
        String printed = Paragraph.each(settled(run.out() + run.err())).stripTrailing();
        if (run.exitCode() != 1) {
            // A path is not broken.
            assertThat(printed.lines().filter(line -> line.strip().contains(" ")))
                    .allSatisfy(shown -> assertThat(shown).hasSizeLessThanOrEqualTo(80));
        }
        return printed;
    }

    /** The lines of applied-set in the log of a start, or why there is none. */
    @Override
    public String start() {
        int before = this.output.getAll().length();
        try {
            start(WithoutAServer.class, WebApplicationType.NONE).close();
        } catch (RuntimeException failure) {
            Matcher explained = EXPLAINED.matcher(this.output.getAll().substring(before));
            if (!explained.find()) {
                throw failure;
            }
            return inTheJar(explained.group());
        }
        return inTheJar(LOGGED.matcher(this.output.getAll().substring(before))
                .results()
                .map(Shop::line)
                .collect(Collectors.joining("\n")));
    }

    private static String line(MatchResult logged) {
        return logged.group(1) + " " + logged.group(2).stripTrailing();
    }

    private ConfigurableApplicationContext start(Class<?> source, WebApplicationType type) {
        try {
            URL[] classes = {resources().toUri().toURL()};
            SpringApplication application = new SpringApplication(
                    new DefaultResourceLoader(
                            new URLClassLoader(classes, getClass().getClassLoader())),
                    source);
            application.setWebApplicationType(type);
            return application.run(Stream.concat(
                            this.properties.entrySet().stream()
                                    .map(property -> property.getKey() + "=" + property.getValue()),
                            Stream.of("server.port=0"))
                    .map(property -> "--" + property)
                    .toArray(String[]::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String ask(String path) {
        try (ConfigurableApplicationContext application = start(WithAServer.class, WebApplicationType.SERVLET)) {
            int port =
                    ((WebServerApplicationContext) application).getWebServer().getPort();
            String answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return PrettyJson.of(answer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String inRoot(String text) {
        return text.replace(RESOURCES, this.root + "/" + RESOURCES)
                .replace("classpath:", "file:" + this.root + "/" + RESOURCES);
    }

    /** The class path is a folder here, and in the jar where readers have it. */
    private String inTheJar(String printed) {
        return settled(printed.replace(
                "file:" + this.root + "/" + RESOURCES, "jar:nested:/app/shop.jar/!BOOT-INF/classes/!/"));
    }

    private String contentOf(String path) {
        try {
            return Files.readString(this.root.resolve(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String settled(String printed) {
        return printed.replace("file:" + this.root + "/" + RESOURCES, "classpath:")
                .replace(this.root + "/", "")
                .replace(this.database.url(), "jdbc:postgresql://localhost:5432/shop")
                .replace(this.database.username(), "shop")
                .replace(this.database.name(), "shop")
                .replaceAll("localhost:\\d+", "localhost:5432")
                .replaceAll("PostgreSQL \\d+", "PostgreSQL 17")
                .replaceAll("\\d+ ms", "12 ms")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d([T ])[\\d:.]+Z", "2026-05-20$110:38:00Z")
                .replaceAll("(?m) +$", "");
    }
}
