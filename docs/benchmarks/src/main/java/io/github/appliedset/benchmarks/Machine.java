package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.boot.SpringBootVersion;

/** What it ran on, and which versions. */
final class Machine {

    private Machine() {}

    static void write(Path file, String mode, Server server) throws IOException, SQLException {
        Files.write(
                file,
                List.of(
                        "Mode " + mode + ", " + LocalDate.now() + ", "
                                + Runtime.getRuntime().availableProcessors() + " processors, " + processor()
                                + ", load at the"
                                + " start " + load(),
                        "PostgreSQL " + server.version() + " on the same machine, commits wait for the disk; Java "
                                + Runtime.version() + ", " + System.getProperty("os.name") + " "
                                + System.getProperty("os.arch"),
                        "Spring Boot " + SpringBootVersion.getVersion() + ", Flyway "
                                + flyway() + ", Liquibase "
                                + liquibase.util.LiquibaseUtil.getBuildVersion() + ", driver "
                                + org.postgresql.util.DriverInfo.DRIVER_VERSION));
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** Flyway's jar says it in its name only. */
    private static String flyway() {
        String jar =
                Flyway.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.substring(jar.lastIndexOf("flyway-core-") + "flyway-core-".length(), jar.lastIndexOf(".jar"));
    }

    private static String load() {
        return Spread.number(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
