package io.github.appliedset.pool;

import io.github.appliedset.Internal;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where a DataSource connects to, for messages about connections that it does not provide. */
@Internal
public final class Address {

    private static final List<String> GETTERS = List.of("getJdbcUrl", "getUrl", "getURL");

    /** Without credentials and parameters. */
    private static final Pattern SERVER = Pattern.compile("//(?:[^/?@]*@)?([^/?;]+)(/[^?;]*)?");

    private Address() {}

    /** Host, port and database as in the URL of the DataSource, or of the one it wraps; null if unknown. */
    public static @Nullable String of(DataSource dataSource) {
        String url = url(dataSource);
        if (url == null) {
            return null;
        }
        Matcher server = SERVER.matcher(url);
        return server.find() ? server.group(1) + (server.group(2) == null ? "" : server.group(2)) : null;
    }

    private static @Nullable String url(DataSource dataSource) {
        for (String getter : GETTERS) {
            try {
                if (dataSource.getClass().getMethod(getter).invoke(dataSource) instanceof String url) {
                    return url;
                }
            } catch (ReflectiveOperationException | RuntimeException untold) {
                // Another getter, or the DataSource behind it, may know.
            }
        }
        try {
            DataSource behind = dataSource.unwrap(DataSource.class);
            return behind == dataSource ? null : url(behind);
        } catch (SQLException | RuntimeException noWrapper) {
            return null;
        }
    }
}
