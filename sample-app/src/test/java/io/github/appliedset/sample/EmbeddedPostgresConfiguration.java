package io.github.appliedset.sample;

import io.github.appliedset.migrator.Migrator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Gives an application without {@code spring.datasource.url} a PostgreSQL that lives as long as it does, in the state of an
 * earlier release: the branch with migration 103 was not merged yet.
 */
@TestConfiguration(proxyBeanMethods = false)
@Conditional(EmbeddedPostgresConfiguration.NoDatabaseNamed.class)
class EmbeddedPostgresConfiguration {

    private static final long MERGED_LATE = 103;

    @Bean(destroyMethod = "close")
    EmbeddedPostgres embeddedPostgres() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        Migrator.builder()
                .dataSource(server.getPostgresDatabase())
                .only(migration -> migration.version().value() != MERGED_LATE)
                .build()
                .migrate();
        return server;
    }

    @Bean
    JdbcConnectionDetails embeddedPostgresConnectionDetails(EmbeddedPostgres server) {
        return new EmbeddedConnectionDetails(server.getJdbcUrl("postgres", "postgres"));
    }

    private record EmbeddedConnectionDetails(String getJdbcUrl) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "postgres";
        }

        @Override
        public String getPassword() {
            return "postgres";
        }
    }

    /** No database is configured. */
    static final class NoDatabaseNamed extends NoneNestedConditions {

        NoDatabaseNamed() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("spring.datasource.url")
        static final class Url {}
    }
}
