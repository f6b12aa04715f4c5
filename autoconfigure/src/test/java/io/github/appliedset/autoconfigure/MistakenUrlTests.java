package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** Addresses of PostgreSQL that its driver does not read, and what is said instead of them. */
class MistakenUrlTests {

    @ParameterizedTest
    @CsvSource({
        "postgres://user:pw@host/db, jdbc:postgresql://host/db, user, true",
        "postgresql://user:pw@host:5433/db?sslmode=require, jdbc:postgresql://host:5433/db?sslmode=require, user, true",
        "postgresql://host/db, jdbc:postgresql://host/db, , false",
        "POSTGRES://host/db, jdbc:postgresql://host/db, , false",
        "jdbc:postgres://host/db, jdbc:postgresql://host/db, , false",
        "jdbc:postgres://user:pw@host/db, jdbc:postgresql://host/db, user, true",
        "jdbc:postgresql://user:pw@host/db, jdbc:postgresql://host/db, user, true",
        "jdbc:postgresql://user@host/db, jdbc:postgresql://host/db, user, false",
        "postgresql+psycopg2://u%40x:p@host/db, jdbc:postgresql://host/db, u@x, true",
        "r2dbc:postgresql://u:p@host/db, jdbc:postgresql://host/db, u, true",
        "r2dbc:pool:postgresql://host/db, jdbc:postgresql://host/db, , false",
        "postgres://u:p/w@x@host/db, jdbc:postgresql://host/db, u, true",
        "postgres://host/db?user=u&password=pw, jdbc:postgresql://host/db?user=u&password=..., , false",
        "localhost:5432/db, jdbc:postgresql://localhost:5432/db, , false"
    })
    void suggestsTheIntendedUrl(String given, String url, String username, boolean hasPassword) {
        assertThat(MistakenUrl.in(given)).hasValueSatisfying(mistaken -> {
            assertThat(mistaken.url()).isEqualTo(url);
            assertThat(mistaken.username()).isEqualTo(username);
            assertThat(mistaken.hasPassword()).isEqualTo(hasPassword);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/db",
                "jdbc:postgresql://host:5432,other:5432/db?user=u&password=a@b",
                "jdbc:postgresql:db",
                "jdbc:postgresql:///db",
                "jdbc:tc:postgresql:17:///db",
                "jdbc:p6spy:postgresql://host/db",
                "jdbc:aws-wrapper:postgresql://host/db",
                "jdbc:h2:mem:db",
                ""
            })
    void otherUrlsAreLeftToTheirDrivers(String given) {
        assertThat(MistakenUrl.in(given)).isEmpty();
    }

    @Test
    void everyPropertyIsExaminedAndNoPasswordShown() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("spring.datasource.url", "postgres://app:secret@db/shop")
                .withProperty("applied-set.url", "jdbc:postgresql://owner:secret@db/shop")
                .withProperty("applied-set.migrators.orders.url", "postgres://db/orders");

        assertThatThrownBy(() -> MistakenUrls.refuse(environment, true))
                .isInstanceOfSatisfying(
                        AppliedSetConfigurationException.class,
                        refused -> assertThat(refused.getMessage() + refused.action())
                                .contains(
                                        "spring.datasource.url begins with postgres: and is not a JDBC URL.",
                                        "applied-set.url has a user in front of the host",
                                        "    applied-set.username=owner\n",
                                        "    applied-set.migrators.orders.url=jdbc:postgresql://db/orders")
                                .doesNotContain("secret"));
    }

    @Test
    void ignoresUrlsOfOtherDriversAndOfApplicationCode() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("spring.datasource.url", "postgres://app:secret@db/shop")
                .withProperty("applied-set.url", "postgres://db/shop")
                .withProperty("applied-set.driver-class-name", "com.example.Driver");

        MistakenUrls.refuse(environment, false);
        environment.setProperty("spring.datasource.driver-class-name", "com.example.Driver");
        MistakenUrls.refuse(environment, true);
    }
}
