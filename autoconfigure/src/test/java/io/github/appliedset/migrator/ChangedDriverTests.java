package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.ChildFirstLoader;
import io.github.appliedset.support.JdbcProxy;
import io.github.appliedset.support.TestDatabase;
import java.lang.reflect.InvocationHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.core.BaseConnection;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A driver whose internals have changed, or another one: everything goes through JDBC, from the first statement on. */
@Tag("pipeline")
@ExtendWith(OutputCaptureExtension.class)
class ChangedDriverTests extends MigratorTestSupport {

    private static final String INTERNALS = "org.postgresql.core.";
    private static final String ONE_BY_ONE = "Statements go one by one, in more round trips";
    private static final String ALL = "CREATE TABLE public.a (id int);\nCREATE TABLE public.b (id int);\n";
    private static final String WRONG = "CREATE TABLE public.c (id int);\nINSERT INTO public.c VALUES (1 / 0);\n";

    /** Loaded by the loader under test: what it returns must be known to the test. */
    public static final class Run implements BiFunction<DataSource, String, String> {

        @Override
        public String apply(DataSource dataSource, String location) {
            try {
                MigrationReport report = Migrator.builder()
                        .dataSource(dataSource)
                        .locations(location)
                        .build()
                        .migrate();
                return report.applied().size() + " applied";
            } catch (MigrationFailedException failure) {
                return failure.applied().size() + " applied, then line "
                        + failure.details().line();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private String run(DataSource dataSource, Predicate<String> missing, UnaryOperator<byte[]> change)
            throws ReflectiveOperationException {
        Class<?> run = new ChildFirstLoader(missing, change).loadClass(Run.class.getName());
        return ((BiFunction<DataSource, String, String>)
                        run.getDeclaredConstructor().newInstance())
                .apply(dataSource, this.files.location());
    }

    /** Nothing is left half sent: what succeeds is applied, and what fails has its line. */
    private void assertThatOneByOneWorks(
            String without,
            TestDatabase database,
            CapturedOutput output,
            Predicate<String> missing,
            UnaryOperator<byte[]> change)
            throws ReflectiveOperationException {
        database.execute("DROP TABLE IF EXISTS public.a, public.b, public.c, public.applied_migrations,"
                + " public.applied_migrations_unfinished");
        int before = output.getAll().length();

        String result = run(database.dataSource(), missing, change);

        assertThat(result).as(without).isEqualTo("1 applied, then line 2");
        assertThat(database.applied()).as(without).containsExactly("1_a");
        assertThat(database.hasTable("public.b")).as(without).isTrue();
        assertThat(database.hasTable("public.c")).as(without).isFalse();
        // The name of the database has another way, and so has a session whose driver does not prepare again.
        assertThat(output.getAll().substring(before).contains(ONE_BY_ONE))
                .as(without)
                .isEqualTo(!Set.of("getDatabase", "setFlushCacheOnDeallocate").contains(without));
    }

    @Test
    void withoutAnyOrOneOfTheInternalClasses(TestDatabase database, CapturedOutput output) throws Exception {
        this.files.with("1_a.up.sql", ALL).with("2_c.up.sql", WRONG);
        Set<String> asked = new TreeSet<>();
        run(
                database.dataSource(),
                name -> {
                    if (name.startsWith(INTERNALS)) {
                        asked.add(name);
                    }
                    return false;
                },
                UnaryOperator.identity());
        assertThat(output).doesNotContain(ONE_BY_ONE);
        assertThat(asked)
                .contains(INTERNALS + "BaseConnection", INTERNALS + "QueryExecutor", INTERNALS + "NativeQuery");

        assertThatOneByOneWorks("any", database, output, name -> name.startsWith(INTERNALS), UnaryOperator.identity());
        for (String one : asked) {
            assertThatOneByOneWorks(one, database, output, one::equals, UnaryOperator.identity());
        }
    }

    @Test
    void withoutOneOfTheInternalMethods(TestDatabase database, CapturedOutput output) throws Exception {
        this.files.with("1_a.up.sql", ALL).with("2_c.up.sql", WRONG);
        Set<String> called = new TreeSet<>();
        run(database.dataSource(), name -> false, bytes -> renamed(bytes, "", called));
        assertThat(called).contains("execute", "wrap", "getQueryExecutor", "get", "handleResultRows");

        for (String one : called) {
            assertThatOneByOneWorks(
                    one, database, output, name -> false, bytes -> renamed(bytes, one, new TreeSet<>()));
        }
    }

    /** As if the driver's method had another name. Constructors are left as they are. */
    private static byte[] renamed(byte[] bytes, String method, Set<String> called) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new MethodVisitor(
                                Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                            @Override
                            public void visitMethodInsn(
                                    int opcode, String owner, String name, String descriptor, boolean isInterface) {
                                super.visitMethodInsn(opcode, owner, now(owner, name), descriptor, isInterface);
                            }

                            @Override
                            public void visitInvokeDynamicInsn(
                                    String name, String descriptor, Handle bootstrap, Object... arguments) {
                                Object[] changed = arguments.clone();
                                for (int i = 0; i < changed.length; i++) {
                                    if (changed[i] instanceof Handle handle) {
                                        changed[i] = new Handle(
                                                handle.getTag(),
                                                handle.getOwner(),
                                                now(handle.getOwner(), handle.getName()),
                                                handle.getDesc(),
                                                handle.isInterface());
                                    }
                                }
                                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, changed);
                            }
                        };
                    }

                    private String now(String owner, String name) {
                        if (!owner.startsWith(INTERNALS.replace('.', '/')) || name.startsWith("<")) {
                            return name;
                        }
                        called.add(name);
                        return name.equals(method) ? name + "Renamed" : name;
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** As a wrapper of another driver may do: it shows the interface of the driver, and not its internals. */
    @Test
    void connectionThatIsNotTheDriversOwn(TestDatabase database) {
        this.files.with("1_a.up.sql", ALL);
        DataSource other = JdbcProxy.of(DataSource.class, (dataSource, method, arguments) -> {
            Object result = JdbcProxy.pass(method, database.dataSource(), arguments);
            return result instanceof Connection connection ? hidingTheInternals(connection) : result;
        });

        assertThat(new Run().apply(other, this.files.location())).isEqualTo("1 applied");
        assertThat(database.applied()).containsExactly("1_a");
    }

    private static Connection hidingTheInternals(Connection connection) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("unwrap") && arguments[0] == BaseConnection.class) {
                throw new SQLException("Cannot unwrap to " + arguments[0]);
            }
            return JdbcProxy.pass(method, connection, arguments);
        };
        return JdbcProxy.of(Connection.class, handler);
    }
}
