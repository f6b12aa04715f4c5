package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * docs/how-to/fill-a-column-in-batches.md from its first file to its last: four releases of an application, always two of them side
 * by side and under load, and no request fails. {@code -Dreleases.rows=1000000} sets how many rows there are.
 */
@PostgresTest
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ReleasesSideBySideTests {

    private static final HowToPage PAGE = HowToPage.named("fill-a-column-in-batches.md");
    private static final int ROWS = Integer.getInteger("releases.rows", 10_000);
    private static final int REQUESTS_SIDE_BY_SIDE = 60;

    /** Knows the columns that its release knows. */
    @RestController
    static class Users {

        private final JdbcTemplate jdbc;
        private final String read;
        private final String insert;
        private final String update;

        Users(JdbcTemplate jdbc, @Value("${shop.release}") int release) {
            this.jdbc = jdbc;
            String written = release <= 2 ? "email" : "email_norm";
            String value = release <= 2 ? "?" : "lower(?)";
            this.read = "SELECT "
                    + switch (release) {
                        case 1 -> "lower(email)";
                        case 2 -> "coalesce(email_norm, lower(email))";
                        default -> "email_norm";
                    }
                    + " FROM public.users WHERE id = ?";
            this.insert = "INSERT INTO public.users (" + written + ") VALUES (" + value + ") RETURNING id";
            this.update = "UPDATE public.users SET " + written + " = " + value + " WHERE id = ?";
        }

        @GetMapping("/users/{id}")
        String read(@PathVariable("id") long id) {
            return String.valueOf(this.jdbc.queryForObject(this.read, String.class, id));
        }

        @PostMapping("/users")
        String add(@RequestParam("email") String email) {
            return String.valueOf(this.jdbc.queryForObject(this.insert, Long.class, email));
        }

        @PutMapping("/users/{id}")
        String change(@PathVariable("id") long id, @RequestParam("email") String email) {
            return String.valueOf(this.jdbc.update(this.update, email, id));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    @Import(Users.class)
    static class Shop {}

    /** A running application, and a client that never stops asking. */
    private static final class Release implements AutoCloseable {

        private final HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
        private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
        private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private final int number;
        private final ConfigurableApplicationContext context;
        private final Thread client;
        private volatile boolean ends;

        Release(int number, TestDatabase database, MigrationFolder files) {
            this.number = number;
            String[] arguments = Stream.concat(
                            Stream.of(database.properties()),
                            Stream.of(
                                    "applied-set.locations=" + files.location(),
                                    "shop.release=" + number,
                                    "server.port=0",
                                    "spring.jpa.open-in-view=false",
                                    "spring.main.banner-mode=off"))
                    .map(property -> "--" + property)
                    .toArray(String[]::new);
            this.context = new SpringApplication(Shop.class).run(arguments);
            this.client = new Thread(this::ask, "client of release " + number);
            this.client.start();
        }

        private void ask() {
            for (int n = 1; !this.ends; n++) {
                String mail = "Release" + this.number + "User" + n;
                String id = send("POST", "/users?email=", mail);
                expect(mail, send("GET", "/users/" + id, ""));
                send("PUT", "/users/" + id + "?email=", mail + "B");
                expect(mail + "B", send("GET", "/users/" + id, ""));
                // One of those that were there before the first release.
                long old = 1 + n * 7_919L % ROWS;
                send("PUT", "/users/" + old + "?email=", "Changed");
                expect("Changed", send("GET", "/users/" + old, ""));
            }
        }

        private void expect(String mail, String answer) {
            if (!answer.equals(mail.toLowerCase(Locale.ROOT))) {
                this.failures.add("expected " + mail + ", got " + answer);
            }
        }

        private String send(String method, String path, String value) {
            long start = System.nanoTime();
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:"
                                + this.context.getEnvironment().getProperty("local.server.port") + path
                                + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                        .timeout(Duration.ofMinutes(1))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
                HttpResponse<String> answer = this.http.send(request, HttpResponse.BodyHandlers.ofString());
                this.micros.add((System.nanoTime() - start) / 1_000);
                if (answer.statusCode() != 200) {
                    this.failures.add(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
                }
                return answer.body();
            } catch (Exception failure) {
                this.failures.add(method + " " + path + ": " + failure);
                return "";
            }
        }

        /** Until it has answered so many requests. */
        Release answered(int requests) {
            while (this.micros.size() < requests && this.failures.isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            return this;
        }

        int requests() {
            return this.micros.size();
        }

        /** The client ends first, as behind a load balancer. */
        @Override
        public void close() {
            this.ends = true;
            try {
                this.client.join();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
            this.context.close();
        }

        String figures() {
            List<Long> sorted = this.micros.stream().sorted().toList();
            return "release " + this.number + ": " + sorted.size() + " requests, " + this.failures.size()
                    + " failed, p99 "
                    + sorted.get((int) (sorted.size() * 0.99)) / 1_000 + " ms, longest "
                    + sorted.get(sorted.size() - 1) / 1_000 + " ms";
        }
    }

    private static MigrationFolder with(MigrationFolder files, String... versions) {
        PAGE.blocks("sql").forEach(file -> {
            String name = file.lines().findFirst().orElseThrow().substring("-- ".length());
            if (Stream.of(versions).anyMatch(version -> name.startsWith(version + "_"))) {
                files.with(name, file);
            }
        });
        return files;
    }

    @Test
    void noRequestFailsFromTheFirstReleaseToTheLast(TestDatabase database, @TempDir Path folder) throws Exception {
        MigrationFolder files = new MigrationFolder(folder);
        files.with("203_before.up.sql", "SELECT 1;");
        database.execute(
                "CREATE TABLE public.users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL)",
                "INSERT INTO public.users (email) SELECT 'User' || n FROM generate_series(1, " + ROWS + ") n");
        List<Release> releases = new ArrayList<>();
        long filled;
        Release first = new Release(1, database, files);
        releases.add(first);
        try (first) {
            long start = System.nanoTime();
            Release second = new Release(2, database, with(files, "204", "205", "206", "207"));
            releases.add(second);
            try (second) {
                Sql.awaitRow(database.dataSource(), "SELECT 1 FROM public.applied_migrations WHERE version = 207");
                filled = System.nanoTime() - start;
                assertThat(database.query("SELECT attnotnull FROM pg_attribute"
                                + " WHERE attrelid = 'public.users'::regclass AND attname = 'email_norm'"))
                        .containsExactly("t");
                first.answered(REQUESTS_SIDE_BY_SIDE);
                second.answered(REQUESTS_SIDE_BY_SIDE);
                first.close();
                Release third = new Release(3, database, with(files, "208"));
                releases.add(third);
                try (third) {
                    second.answered(second.requests() + REQUESTS_SIDE_BY_SIDE);
                    third.answered(REQUESTS_SIDE_BY_SIDE);
                    second.close();
                    Release fourth = new Release(4, database, with(files, "209"));
                    releases.add(fourth);
                    try (fourth) {
                        third.answered(third.requests() + REQUESTS_SIDE_BY_SIDE);
                        fourth.answered(REQUESTS_SIDE_BY_SIDE);
                    }
                }
            }
        }
        releases.forEach(release -> System.out.println("[releases] " + release.figures()));
        System.out.println("[releases] " + ROWS + " rows filled in " + TimeUnit.NANOSECONDS.toMillis(filled)
                + " ms, from the start of release 2 to NOT NULL");

        assertThat(releases).allSatisfy(release -> assertThat(release.failures).isEmpty());
        assertThat(database.query("SELECT column_name FROM information_schema.columns"
                        + " WHERE table_schema = 'public' AND table_name = 'users' ORDER BY ordinal_position"))
                .containsExactly("id", "email_norm");
    }
}
