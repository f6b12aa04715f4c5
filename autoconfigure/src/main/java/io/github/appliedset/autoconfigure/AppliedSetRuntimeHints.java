package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.CommandInput;
import io.github.appliedset.schema.catalog.CatalogReader;
import java.io.Console;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What a native image must keep of the engine: resources, and what is called by its name. */
final class AppliedSetRuntimeHints implements RuntimeHintsRegistrar {

    /** Asked for their URL, user and password by getters that no interface has. */
    static final List<String> DATA_SOURCES = List.of(
            "com.mchange.v2.c3p0.ComboPooledDataSource",
            "com.zaxxer.hikari.HikariDataSource",
            "org.apache.commons.dbcp2.BasicDataSource",
            "org.apache.tomcat.jdbc.pool.DataSource",
            "org.apache.tomcat.jdbc.pool.PoolProperties",
            "org.postgresql.ds.PGSimpleDataSource",
            "org.springframework.jdbc.datasource.DelegatingDataSource",
            "org.springframework.jdbc.datasource.DriverManagerDataSource",
            "org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy",
            "org.springframework.jdbc.datasource.SimpleDriverDataSource",
            "org.springframework.jdbc.datasource.SingleConnectionDataSource",
            "org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy");

    static final List<String> RESOURCES = List.of(
            CatalogReader.QUERIES,
            CommandInput.ERRORS_PAGE,
            "io/github/appliedset/actuate/migrations.css",
            "io/github/appliedset/generate/converted-samples.sql",
            "io/github/appliedset/generate/seed-rows.sql");

    private static final TypeReference CONNECTION = TypeReference.of("java.sql.Connection");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        RESOURCES.forEach(hints.resources()::registerPattern);
        // A migration in Java gets a connection that does not let it end the transaction.
        hints.proxies().registerJdkProxy(CONNECTION);
        ReflectionHints reflection = hints.reflection();
        // There from Java 22 on.
        reflection.registerType(Console.class, type -> type.withMethod("isTerminal", List.of(), ExecutableMode.INVOKE));
        // The raw connection below c3p0 is reached by methods only.
        reflection.registerType(Object.class, type -> type.withMethod("getClass", List.of(), ExecutableMode.INVOKE));
        reflection.registerType(CONNECTION, type -> type.withMethod("close", List.of(), ExecutableMode.INVOKE));
        // A command asks the records of properties for the names of their components.
        new BindingReflectionHintsRegistrar().registerReflectionHints(reflection, AppliedSetProperties.class);
        DATA_SOURCES.forEach(
                name -> reflection.registerTypeIfPresent(classLoader, name, MemberCategory.INVOKE_PUBLIC_METHODS));
    }
}
