package io.github.appliedset.actuate;

import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A web application with the endpoint, asked over HTTP. */
final class EndpointApplication implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {}

    private final ConfigurableApplicationContext context;

    private EndpointApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static EndpointApplication start(TestDatabase database, MigrationFolder files, String... properties) {
        return run(files, Stream.concat(Stream.of(database.properties()), Stream.of(properties)));
    }

    static EndpointApplication startWithoutDatabase(MigrationFolder files) {
        return run(files, Stream.of("spring.datasource.url=jdbc:postgresql://localhost:1/x", "applied-set.mode=off"));
    }

    private static EndpointApplication run(MigrationFolder files, Stream<String> properties) {
        Stream<String> all = Stream.concat(
                properties,
                Stream.of(
                        "applied-set.locations=" + files.location(),
                        "server.port=0",
                        "spring.jpa.hibernate.ddl-auto=none",
                        "spring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect",
                        "spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false",
                        "spring.datasource.hikari.connection-timeout=500",
                        "management.endpoints.web.exposure.include=migrations"));
        return new EndpointApplication(SpringApplication.run(
                Application.class, all.map(property -> "--" + property).toArray(String[]::new)));
    }

    ConfigurableApplicationContext context() {
        return this.context;
    }

    String url(String path) {
        int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
        return "http://localhost:" + port + "/actuator" + path;
    }

    /** Asks; an empty {@code accept} sends none. */
    HttpResponse<String> get(String path, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        this.context.close();
    }
}
