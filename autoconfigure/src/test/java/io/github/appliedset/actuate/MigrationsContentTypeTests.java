package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the endpoint's page, and who its JSON, from an application of each kind. */
@PostgresTest
@KeepsSessions
class MigrationsContentTypeTests {

    private static final Map<String, EndpointApplication> APPLICATIONS = new HashMap<>();

    @BeforeAll
    static void start(@TempDir Path folder, TestDatabase database) {
        MigrationFolder files = new MigrationFolder(folder).with("1_create_users.up.sql", "SELECT 1;");
        for (String kind : new String[] {"servlet", "reactive"}) {
            APPLICATIONS.put(
                    kind, EndpointApplication.start(database, files, "spring.main.web-application-type=" + kind));
        }
    }

    @AfterAll
    static void stop() {
        APPLICATIONS.values().forEach(EndpointApplication::close);
        APPLICATIONS.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void browserGetsAPage(String kind) {
        HttpResponse<String> page = APPLICATIONS.get(kind).get("/migrations", MigrationsPageTests.BROWSER);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).isEqualToIgnoringCase("text/html;charset=UTF-8"));
        assertThat(page.body()).startsWith("<!doctype html>").contains("create_<wbr>users");
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void whoeverAsksForNothingButHtmlGetsThePageToo(String kind) {
        HttpResponse<String> page = APPLICATIONS.get(kind).get("/migrations", "text/html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @CsvSource({
        "servlet, '', application/vnd.spring-boot.actuator.v3+json",
        "servlet, */*, application/vnd.spring-boot.actuator.v3+json",
        "servlet, application/json, application/json",
        "servlet, 'application/json, text/plain, */*', application/json",
        "servlet, application/vnd.spring-boot.actuator.v2+json, application/vnd.spring-boot.actuator.v2+json",
        "reactive, '', application/vnd.spring-boot.actuator.v3+json",
        "reactive, application/json, application/json",
    })
    void everybodyElseGetsJson(String kind, String accept, String type) {
        HttpResponse<String> answer = APPLICATIONS.get(kind).get("/migrations", accept);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.body()).startsWith("{\"contexts\":");
    }

    @Test
    void whatCannotBeProducedIsNotAcceptable() {
        assertThat(APPLICATIONS
                        .get("servlet")
                        .get("/migrations", "application/xml")
                        .statusCode())
                .isEqualTo(406);
    }
}
