package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of docs/how-to/use-spring-modulith.md, with the application of {@code src/test/resources/modulith}: compiled into
 * a folder of its own, because Spring Modulith does not look at classes of tests.
 */
@PostgresTest
class ModulithPageTests {

    private static final HowToPage PAGE = HowToPage.named("use-spring-modulith.md");
    private static final Path APPLICATION = Path.of("src/test/resources/modulith");
    private static final String ORDERS = "com.example.shop.orders.OrdersTests";
    private static final String BILLING = "com.example.shop.billing.BillingTests";
    private static final String WHOLE = "com.example.shop.ShopTests";

    private static final Pattern LIBRARIES =
            Pattern.compile("(spring-(core|beans|context|expression|aop|jdbc|tx|test|modulith-\\w+)"
                    + "|spring-boot(-(autoconfigure|jdbc|sql|persistence|transaction|test|test-autoconfigure|jdbc-test))?"
                    + "|postgresql|HikariCP|archunit|jmolecules\\w*|[\\w-]*jmolecules[\\w-]*|slf4j-api|logback-\\w+|jspecify|commons-logging"
                    + "|junit-jupiter-api|junit-platform-commons|opentest4j|apiguardian-api|assertj-core|byte-buddy|mockito-core"
                    + "|micrometer-(commons|observation))-\\d");

    @TempDir
    private Path folder;

    @BeforeEach
    void compile() throws IOException {
        Path ofThePage = this.folder.resolve("OrdersTests.java");
        Files.writeString(ofThePage, PAGE.blocks("java").get(0));
        List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn"));
        options.addAll(List.of("-d", this.folder.resolve("classes").toString()));
        options.addAll(List.of("-cp", System.getProperty("java.class.path"), ofThePage.toString()));
        try (Stream<Path> sources = Files.walk(APPLICATION)) {
            sources.map(Path::toString)
                    .filter(source -> source.endsWith(".java"))
                    .forEach(options::add);
        }
        assertThat(Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                        .run(null, null, null, options.toArray(String[]::new)))
                .isZero();
    }

    /** What a small application has, and not all that the tests of the starter need. */
    private static String lean(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> Files.isDirectory(Path.of(entry))
                        || LIBRARIES
                                .matcher(Path.of(entry).getFileName().toString())
                                .lookingAt())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String run(TestDatabase database, String... testClasses) throws Exception {
        List<String> options = new ArrayList<>(List.of("-Dapplied-set.orphans=fail"));
        Stream.of(database.properties()).map(property -> "-D" + property).forEach(options::add);
        String classPath = String.join(
                File.pathSeparator,
                this.folder.resolve("classes").toString(),
                APPLICATION.resolve("resources").toString(),
                lean(System.getProperty("java.class.path")));
        try (ChildJvm process = ChildJvm.start(ModuleTestProcess.class, classPath, options, testClasses)) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.output();
        }
    }

    /** Also from a database on which the tests of other modules have left theirs. */
    @Test
    void testOfAModuleAppliesWhatItsTablesNeed(TestDatabase database) throws Exception {
        String output = run(database, ORDERS, BILLING, ORDERS, WHOLE);

        assertThat(output.lines().filter(line -> line.contains(": applied ")))
                .containsExactly(
                        // Books are two modules away.
                        "OrdersTests: applied [100 101 102 104], pending [], orphans [], repeatables []",
                        "BillingTests: applied [100 101 102 103 104], pending [], orphans [], repeatables [totals current]",
                        "OrdersTests: applied [100 101 102 103 104], pending [], orphans [], repeatables [totals current]",
                        "ShopTests: applied [100 101 102 103 104], pending [], orphans [], repeatables [totals current]");
        assertThat(output.indexOf("Applied 103_create_invoices"))
                .isGreaterThan(output.indexOf("OrdersTests: applied "))
                .isLessThan(output.indexOf("BillingTests: applied "));
    }

    @Test
    void folderIsThatOfTheMostNestedModule() {
        ModulesUnderTest modules =
                new ModulesUnderTest(List.of("orders.shipping", "orders", "order"), Set.of("orders"));

        assertThat(modules.includes("")).isTrue();
        assertThat(modules.includes("2026")).as("of no module").isTrue();
        assertThat(modules.includes("orders")).isTrue();
        assertThat(modules.includes("orders/2026")).isTrue();
        assertThat(modules.includes("orders/shipping")).isFalse();
        assertThat(modules.includes("orders.shipping")).isFalse();
        assertThat(modules.includes("order")).isFalse();
    }
}
