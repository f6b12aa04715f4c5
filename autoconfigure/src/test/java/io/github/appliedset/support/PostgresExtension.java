package io.github.appliedset.support;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Creates the database of a test when its parameter is asked for, and drops it after the test. */
final class PostgresExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(NAMESPACE)
                .computeIfAbsent(
                        parameter.getIndex(),
                        index -> new Created(TestServer.get().createDatabase()),
                        Created.class)
                .database();
    }

    private record Created(TestDatabase database) implements AutoCloseable {

        @Override
        public void close() {
            TestServer.get().drop(this.database);
        }
    }
}
