package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.autoconfigure.commandapps.plain.PlainApplication;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.Yaml;

/** The manifests and the roles of docs/how-to/run-on-kubernetes.md do what the page says. */
@PostgresTest
class KubernetesPageTests {

    private final Map<String, Node> manifests = new LinkedHashMap<>();
    private TestDatabase database;
    private String owner;
    private String application;
    private MigrationFolder files;

    /** A part of a manifest. */
    private record Node(Object value) {

        Node at(Object... path) {
            Object here = this.value;
            for (Object step : path) {
                here = step instanceof Integer index ? ((List<?>) here).get(index) : ((Map<?, ?>) here).get(step);
                assertThat(here).as("%s in %s", List.of(path), this.value).isNotNull();
            }
            return new Node(here);
        }

        int number(Object... path) {
            return (Integer) at(path).value();
        }
    }

    @BeforeEach
    void readThePage(@TempDir Path folder, TestDatabase database) {
        HowToPage page = HowToPage.named("run-on-kubernetes.md");
        page.blocks("yaml").forEach(block -> {
            Map<?, ?> manifest = new Yaml().load(block);
            this.manifests.put(String.valueOf(manifest.get("kind")), new Node(manifest));
        });
        this.database = database;
        this.owner = database.username() + "_shop_owner";
        this.application = database.username() + "_shop_app";
        page.blocks("sql").forEach(block -> database.executeAsSuperuser(inThisDatabase(block)));
        this.files = new MigrationFolder(folder)
                .with(
                        "1_books.up.sql",
                        "CREATE TABLE public.book (id bigint GENERATED ALWAYS AS IDENTITY, title text);");
    }

    private String inThisDatabase(String text) {
        return text.replace("shop_owner", this.owner)
                .replace("shop_app", this.application)
                .replace("shop-owner", this.owner)
                .replace("shop-app", this.application);
    }

    @AfterEach
    void dropTheRoles() {
        for (String role : List.of(this.owner, this.application)) {
            this.database.executeAsSuperuser("DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
        }
    }

    private Node containerOf(String kind) {
        return this.manifests.get(kind).at("spec", "template", "spec", "containers", 0);
    }

    /** What Kubernetes would put into the environment. */
    private Map<String, String> environmentOf(Node container) {
        Map<String, String> environment = new LinkedHashMap<>();
        Node configMap = this.manifests.get("ConfigMap");
        assertThat(container.at("envFrom", 0, "configMapRef", "name").value())
                .isEqualTo(configMap.at("metadata", "name").value());
        ((Map<?, ?>) configMap.at("data").value())
                .forEach((name, value) -> environment.put(name.toString(), value.toString()));
        for (Object variable : (List<?>) container.at("env").value()) {
            Node node = new Node(variable);
            String name = node.at("name").value().toString();
            environment.put(
                    name,
                    ((Map<?, ?>) variable).containsKey("value")
                            ? node.at("value").value().toString()
                            : secret(node.at("valueFrom", "secretKeyRef")));
        }
        assertThat(environment.get("SPRING_DATASOURCE_URL")).isEqualTo("jdbc:postgresql://db:5432/shop");
        environment.put("SPRING_DATASOURCE_URL", this.database.url());
        environment.put("APPLIED_SET_LOCATIONS", this.files.location());
        environment.put("SPRING_MAIN_WEB_APPLICATION_TYPE", "none");
        return environment;
    }

    /** The roles of the page have their names from the secrets, and the passwords that its SQL gives them. */
    private String secret(Node reference) {
        String name = reference.at("name").value().toString();
        return reference.at("key").value().equals("username")
                ? inThisDatabase(name)
                : name.substring(name.indexOf('-') + 1);
    }

    private ChildJvm start(Node container) {
        List<?> command = ((Map<?, ?>) container.value()).containsKey("command")
                ? (List<?>) container.at("command").value()
                : List.of("java", "-jar", "app.jar");
        assertThat(command.subList(0, 3)).isEqualTo(List.of("java", "-jar", "app.jar"));
        return ChildJvm.start(
                PlainApplication.class,
                environmentOf(container),
                command.stream().skip(3).map(Object::toString).toArray(String[]::new));
    }

    private void runToItsEnd(Node container) throws InterruptedException {
        try (ChildJvm process = start(container)) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
        }
    }

    private DataSource pod() {
        return this.database.dataSource(this.application, "app");
    }

    private List<String> applied() {
        return Sql.firstColumn(pod(), "SELECT name FROM migrations.applied_migrations ORDER BY version");
    }

    @Test
    void podsWaitForTheJobAndMayNotChangeTheTracker() throws Exception {
        try (ChildJvm pod = start(containerOf("Deployment"))) {
            pod.awaitLine("Waiting for another process to apply");

            runToItsEnd(containerOf("Job"));

            assertThat(pod.awaitExit()).as(pod.output()).isZero();
            assertThat(pod.output()).contains("Started PlainApplication");
        }
        assertThat(applied()).containsExactly("books");
        Sql.execute(pod(), "INSERT INTO public.book (title) VALUES ('Emma')");
        assertThatThrownBy(() -> Sql.execute(pod(), "DELETE FROM migrations.applied_migrations"))
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> Sql.execute(pod(), "DROP TABLE public.book")).hasStackTraceContaining("must be owner");
        assertThatThrownBy(() -> Sql.execute(pod(), "CREATE TABLE public.x ()"))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void olderPodStartsOnTheNewerDatabaseAndItsJobDoesNothing() throws Exception {
        this.files.with("2_more.up.sql", "INSERT INTO public.book (title) VALUES ('Persuasion');");
        runToItsEnd(containerOf("Job"));
        this.files.without("2_more.up.sql");

        runToItsEnd(containerOf("Deployment"));
        runToItsEnd(containerOf("Job"));

        assertThat(applied()).containsExactly("books", "more");
    }

    @Test
    void initContainerIsTheJobsContainer() {
        Node initContainer = this.manifests.get("null").at("initContainers", 0);

        assertThat(initContainer.value()).isEqualTo(containerOf("Job").value());
        assertThat(containerOf("Deployment").at("image").value())
                .isEqualTo(initContainer.at("image").value());
    }

    @Test
    void startupProbeAllowsForTheWaitAndTheWaitForTheStart() {
        Node probe = containerOf("Deployment").at("startupProbe");
        Duration allowed = Duration.ofSeconds((long) probe.number("periodSeconds") * probe.number("failureThreshold"));
        Duration wait = DurationStyle.detectAndParse(
                environmentOf(containerOf("Deployment")).get("APPLIED_SET_WAIT_TIMEOUT"));

        assertThat(allowed).isGreaterThanOrEqualTo(wait.plusMinutes(2));
        assertThat(containerOf("Deployment").at("livenessProbe", "httpGet").value())
                .isEqualTo(probe.at("httpGet").value());
        assertThat(this.manifests
                        .get("Job")
                        .at("spec", "template", "spec", "restartPolicy")
                        .value())
                .isEqualTo("Never");
    }
}
