package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PreferQueryMode;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The least that has to be done, without any care: list the files, hash them, read the set with one query, send each pending
 * file with its row as one message.
 */
final class BareLoop {

    private static final String PATTERN = "classpath*:db/bare/*.sql";

    private final DataSource dataSource;
    private final ClassLoader classLoader;

    BareLoop(DataSource dataSource, ClassLoader classLoader) {
        this.dataSource = dataSource;
        this.classLoader = classLoader;
    }

    int run() throws SQLException, IOException {
        Resource[] files = new PathMatchingResourcePatternResolver(this.classLoader).getResources(PATTERN);
        Arrays.sort(files, Comparator.comparing(file -> Objects.requireNonNull(file.getFilename())));
        try (Connection connection = this.dataSource.getConnection()) {
            Map<Integer, String> applied = applied(connection);
            List<Resource> pending = new ArrayList<>();
            for (Resource file : files) {
                String recorded = applied.get(version(file));
                if (recorded == null) {
                    pending.add(file);
                } else if (!recorded.equals(checksum(file))) {
                    throw new IllegalStateException(file + " was changed");
                }
            }
            if (!pending.isEmpty()) {
                apply(connection, pending);
            }
            return pending.size();
        }
    }

    private static int version(Resource file) {
        String name = Objects.requireNonNull(file.getFilename());
        return Integer.parseInt(name.substring(0, name.indexOf('_')));
    }

    private static Map<Integer, String> applied(Connection connection) throws SQLException {
        Map<Integer, String> applied = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, checksum FROM bare_migrations")) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getString(2));
            }
        } catch (SQLException noTable) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE bare_migrations (version bigint PRIMARY KEY, checksum text NOT NULL)");
            }
        }
        return applied;
    }

    static String checksum(Resource file) throws IOException {
        try (DigestInputStream content = new DigestInputStream(file.getInputStream(), sha256())) {
            content.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(content.getMessageDigest().digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void apply(Connection connection, List<Resource> pending) throws SQLException, IOException {
        connection.unwrap(BaseConnection.class).getQueryExecutor().setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (Resource file : pending) {
                String sql;
                try (InputStream content = file.getInputStream()) {
                    sql = new String(content.readAllBytes(), StandardCharsets.UTF_8);
                }
                statement.execute("BEGIN;\n" + sql + "\n; INSERT INTO bare_migrations VALUES (" + version(file) + ", '"
                        + checksum(file) + "'); COMMIT");
            }
        }
    }
}
