package io.github.appliedset.autoconfigure;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.test.ModuleTestExecution;

/**
 * The modules that a test of one module starts, and all that they depend on. The test may start fewer beans than that, but a
 * foreign key leads to a table whether or not its module is started.
 *
 * @param all the names of all modules, the longest first: {@code orders.shipping} before {@code orders}
 * @param included those whose tables the test needs
 */
record ModulesUnderTest(List<String> all, Set<String> included) implements ModuleScope {

    static ModulesUnderTest of(ModuleTestExecution execution) {
        ApplicationModules modules = execution.getModules();
        List<String> all = modules.stream()
                .map(ModulesUnderTest::name)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        Set<String> included = modules.stream()
                .filter(module -> execution.isIncludedInExecution(module.getIdentifier()))
                .flatMap(module -> Stream.concat(
                        Stream.of(module), module.getAllDependencies(modules).uniqueModules()))
                .map(ModulesUnderTest::name)
                .collect(Collectors.toUnmodifiableSet());
        return new ModulesUnderTest(all, included);
    }

    private static String name(ApplicationModule module) {
        return module.getIdentifier().toString();
    }

    /** A folder that is named for no module belongs to all. */
    @Override
    public boolean includes(String subFolder) {
        String name = subFolder.replace('/', '.');
        return this.all.stream()
                .filter(module -> (name + ".").startsWith(module + "."))
                .findFirst()
                .map(this.included::contains)
                .orElse(true);
    }
}
