package io.github.appliedset.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The README's quick start, executed over real HTTP against a new database. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(EmbeddedPostgresConfiguration.class)
@DirtiesContext(classMode = ClassMode.BEFORE_CLASS)
class QuickStartTests {

    private static final Path README = Path.of("../README.md");
    private static final String ADDRESS = "localhost:8080";
    private static final Set<String> DIFFERENT_EACH_TIME = Set.of("appliedAt", "checksum", "timestamp");

    private final JsonMapper json = JsonMapper.shared();
    private final HttpClient client = HttpClient.newHttpClient();

    @TestFactory
    Stream<DynamicTest> everyRequestIsAnsweredAsTheReadmeSays(@LocalServerPort int port) throws IOException {
        List<ConsoleExample> requests = ConsoleExample.in(Files.readString(README), "quick-start").stream()
                .filter(example -> example.command().startsWith("curl "))
                .toList();

        assertThat(requests).as("curl commands in the quick start of " + README).isNotEmpty();
        return requests.stream().map(request -> DynamicTest.dynamicTest(request.command(), () -> check(request, port)));
    }

    private void check(ConsoleExample example, int port) throws IOException, InterruptedException {
        JsonNode expected = comparable(example.output());

        HttpResponse<String> response = send(CurlCommand.parse(example.command()), port);

        assertThat(comparable(response.body())).isEqualTo(expected);
    }

    private HttpResponse<String> send(CurlCommand command, int port) throws IOException, InterruptedException {
        String url = command.url().replaceFirst("^http://", "");
        assertThat(url).startsWith(ADDRESS + "/");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + url.substring(ADDRESS.length())))
                .method(
                        command.method(),
                        command.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(command.body()));
        command.headers().forEach(request::header);
        return this.client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode comparable(String text) {
        assertThat(text).as("JSON").isNotBlank();
        JsonNode tree = this.json.readTree(text);
        blankOut(tree);
        return tree;
    }

    private static void blankOut(JsonNode node) {
        if (node instanceof ObjectNode object) {
            DIFFERENT_EACH_TIME.stream()
                    .filter(object::hasNonNull)
                    .forEach(key -> object.put(key, "different each time"));
        }
        node.forEach(QuickStartTests::blankOut);
    }
}
