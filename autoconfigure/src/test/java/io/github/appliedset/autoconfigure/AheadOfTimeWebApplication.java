package io.github.appliedset.autoconfigure;

import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** For {@link AheadOfTimeTests}, with a port and all that Actuator offers. Prints what a few requests get. */
@Configuration(proxyBeanMethods = false)
@AutoConfiguredWithoutJpa
class AheadOfTimeWebApplication {

    public static void main(String[] arguments) throws Exception {
        ConfigurableApplicationContext context = SpringApplication.run(AheadOfTimeWebApplication.class, arguments);
        String address = "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/actuator/";
        HttpClient client = HttpClient.newHttpClient();
        for (String path : List.of("migrations", "migrations/1", "health/migrations", "info", "metrics")) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(address + path)).build();
            System.out.println(
                    path + ": " + client.send(request, BodyHandlers.ofString()).body());
        }
        System.exit(0);
    }
}
