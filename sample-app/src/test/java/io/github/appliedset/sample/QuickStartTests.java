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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

/** The README's quick start, executed over real HTTP against a new database, and compared letter by letter. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
@Import(EmbeddedPostgresConfiguration.class)
@DirtiesContext(classMode = ClassMode.BEFORE_CLASS)
class QuickStartTests {

    private static final Path README = Path.of("../README.md");
    private static final String ADDRESS = "localhost:8080";
    private static final Pattern LOG = Pattern.compile("```text\nINFO (.*)\n```");

    private final HttpClient client = HttpClient.newHttpClient();

    @TestFactory
    Stream<DynamicTest> everyRequestIsAnsweredAsTheReadmeSays(@LocalServerPort int port) throws IOException {
        List<ConsoleExample> requests = ConsoleExample.in(Files.readString(README), "quick-start").stream()
                .filter(example -> example.command().startsWith("curl "))
                .toList();

        assertThat(requests).as("curl commands in the quick start of " + README).isNotEmpty();
        return requests.stream().map(request -> DynamicTest.dynamicTest(request.command(), () -> check(request, port)));
    }

    @Test
    void lateMigrationIsLoggedAsTheReadmeSays(CapturedOutput output) throws IOException {
        Matcher line = LOG.matcher(Files.readString(README));

        assertThat(line.find()).isTrue();
        assertThat(settled(output.getAll())).contains(settled(line.group(1)));
    }

    private void check(ConsoleExample example, int port) throws IOException, InterruptedException {
        HttpResponse<String> response = send(CurlCommand.parse(example.command()), port);

        assertThat(settled(response.body())).isEqualTo(settled(example.output()));
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

    /** Without what is different each time. */
    private static String settled(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "then").replaceAll("in \\d+ ms", "in 12 ms");
    }
}
