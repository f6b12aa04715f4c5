package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.source.MigrationIndex;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.javapoet.ClassName;

/** Which locations a build looks through. */
class MigrationIndexAotProcessorTests {

    private static DefaultGenerationContext process(InMemoryGeneratedFiles files, String... properties) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of("applied-set.url=jdbc:postgresql://localhost:1/of_the_build")
                    .and(properties)
                    .applyTo(context);
            context.register(AppliedSetAutoConfiguration.class);
            context.refreshForAotProcessing(new RuntimeHints());
            DefaultGenerationContext generation = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
            Objects.requireNonNull(new MigrationIndexAotProcessor().processAheadOfTime(context.getBeanFactory()))
                    .applyTo(generation, null);
            return generation;
        }
    }

    private static String index(InMemoryGeneratedFiles files) throws IOException {
        return Objects.requireNonNull(files.getGeneratedFileContent(Kind.RESOURCE, MigrationIndex.RESOURCE));
    }

    @Test
    void filesOfTenantsAreInTheIndexAndInTheImage() throws IOException {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

        DefaultGenerationContext generation = process(
                files, "applied-set.tenants.schemas-from=SELECT 1", "applied-set.tenants.locations=classpath:slices");

        assertThat(index(files)).contains("slices/1_create_book.up.sql");
        assertThat(RuntimeHintsPredicates.resource().forResource("slices/1_create_book.up.sql"))
                .accepts(generation.getRuntimeHints());
    }

    @Test
    void indexOmitsTenantFilesWithoutTenants() throws IOException {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

        process(files, "applied-set.tenants.locations=classpath:slices");

        assertThat(index(files)).doesNotContain("slices");
    }
}
