package io.github.appliedset.support;

import org.springframework.test.context.DynamicPropertyRegistry;

/** A database for a test whose application context outlives a single method; the server takes it along when it ends. */
public final class SharedDatabase {

    private SharedDatabase() {}

    public static void register(DynamicPropertyRegistry properties) {
        TestDatabase database = TestServer.get().createDatabase();
        properties.add("spring.datasource.url", database::url);
        properties.add("spring.datasource.username", database::username);
        properties.add("spring.datasource.password", database::password);
    }
}
