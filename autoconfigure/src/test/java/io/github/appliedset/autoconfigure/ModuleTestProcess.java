package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.Versioned;
import io.github.appliedset.migrator.Migrator;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestContextManager;

/** Runs test classes as JUnit does, and prints the state of each migration. */
final class ModuleTestProcess {

    private ModuleTestProcess() {}

    public static void main(String[] testClasses) throws Exception {
        for (String name : testClasses) {
            run(Class.forName(name));
        }
    }

    private static void run(Class<?> type) throws Exception {
        TestContextManager manager = new TestContextManager(type);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object test = constructor.newInstance();
        manager.prepareTestInstance(test);
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                method.setAccessible(true);
                method.invoke(test);
            }
        }
        Migrator migrator = manager.getTestContext().getApplicationContext().getBean(Migrator.class);
        MigrationPlan plan = migrator.plan();
        String repeatables = migrator.repeatablePlan().states().stream()
                .map(state -> state.name() + " " + state.reason().toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "[", "]"));
        System.out.println(type.getSimpleName() + ": applied " + versions(plan.applied().stream()) + ", pending "
                + versions(plan.pending().stream()) + ", orphans "
                + versions(plan.orphans().stream()) + ", repeatables " + repeatables);
    }

    private static String versions(Stream<? extends Versioned> migrations) {
        return migrations.map(migration -> migration.version().toString()).collect(Collectors.joining(" ", "[", "]"));
    }
}
