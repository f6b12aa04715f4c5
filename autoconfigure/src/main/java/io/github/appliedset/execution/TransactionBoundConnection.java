package io.github.appliedset.execution;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connection as a Java migration sees it: it cannot end the transaction. */
final class TransactionBoundConnection implements InvocationHandler {

    private static final Set<String> NOT_ITS_TO_CALL =
            Set.of("commit", "setAutoCommit", "abort", "setReadOnly", "setTransactionIsolation", "setNetworkTimeout");

    private final Connection connection;

    private TransactionBoundConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                TransactionBoundConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new TransactionBoundConnection(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        boolean wholeRollback = name.equals("rollback") && arguments == null;
        if (wholeRollback || NOT_ITS_TO_CALL.contains(name)) {
            throw new IllegalStateException("A migration must not call " + name
                    + "() on its connection: it runs in a transaction that is committed together with its row");
        }
        if (name.equals("close")) {
            return null;
        }
        if (name.equals("equals") && arguments != null) {
            return proxy == arguments[0];
        }
        try {
            return method.invoke(this.connection, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
