package io.github.appliedset.sample;

import org.springframework.boot.SpringApplication;

/** Starts the bookshop with a PostgreSQL of its own, unless {@code SPRING_DATASOURCE_URL} names a different one. */
final class TestSampleApplication {

    private TestSampleApplication() {}

    public static void main(String[] arguments) {
        SpringApplication.from(SampleApplication::main)
                .with(EmbeddedPostgresConfiguration.class)
                .run(arguments);
    }
}
