package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.text.Visible;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Properties or beans of the application are missing, invalid or contradictory. */
final class AppliedSetConfigurationException extends RuntimeException {

    private final String action;
    private final ErrorReference reference;

    private AppliedSetConfigurationException(String description, String action, String anchor) {
        super(Visible.lines(description));
        this.action = Visible.lines(action);
        this.reference = new ErrorReference(anchor);
    }

    /**
     * Cannot tell which database to migrate.
     *
     * @param which what exactly one candidate should be, such as {@code primary}
     */
    static AppliedSetConfigurationException whichDataSource(List<String> candidates, String which) {
        String found = candidates.isEmpty()
                ? "There is no DataSource and no applied-set.url."
                : "There are " + candidates.size() + " DataSources, and "
                        + (which.equals("primary") ? "none is primary: " : "they are " + which + ": ")
                        + String.join(", ", candidates) + ".";
        return new AppliedSetConfigurationException(
                "applied-set cannot tell which database to migrate. " + found,
                "Mark one with @AppliedSetDataSource or @Primary, or set applied-set.url.",
                "which-datasource");
    }

    static AppliedSetConfigurationException whichMigrator(List<String> javaMigrations, Set<String> migrators) {
        return new AppliedSetConfigurationException(
                "There are several migrators, and the Java migrations " + String.join(", ", javaMigrations)
                        + " do not say which one they belong to.",
                "Annotate each with @Qualifier and the name of its migrator in applied-set.migrators: "
                        + String.join(", ", migrators) + ".",
                "which-instance");
    }

    /** Each of them names migrators and the tracker that they share. */
    static AppliedSetConfigurationException sharedTrackers(List<String> shared) {
        return new AppliedSetConfigurationException(
                "The migrators " + String.join(", and ", shared)
                        + ": each would treat the other's migrations as orphans. Nothing was migrated.",
                "Give each its own schema or table, or its own database: a URL, or a DataSource marked with"
                        + " @AppliedSetDataSource(\"name\").",
                "shared-tracker");
    }

    static AppliedSetConfigurationException replacedByTest(String how) {
        return new AppliedSetConfigurationException(
                "The test replaces the application's database " + how
                        + ", but applied-set.url still names the database to migrate. That database was not touched.",
                "Set applied-set.url to the test's database too, or to an empty value, or use @ServiceConnection in"
                        + " the test; applied-set follows it.",
                "replaced-by-test");
    }

    static AppliedSetConfigurationException onlyApplicationInContainer(String property) {
        return new AppliedSetConfigurationException(
                "The application's database is in a container, but " + property
                        + " still names a different database to migrate. That database was not touched.",
                "Set " + property + " in the test or the profile: to a database of its own, or to an empty"
                        + " value for the application's.",
                "replaced-by-test");
    }

    static AppliedSetConfigurationException onlyInApplication(List<String> code) {
        return new AppliedSetConfigurationException(
                "A command does not run the application's own code, but that code defines what to migrate:\n    "
                        + String.join("\n    ", code) + "\nNothing was done.",
                "Add --applied-set.command-context=application: the command then runs in the application's own context,"
                        + " without its web server, and creates only the beans that the migrators need. If only a"
                        + " DataSource is listed, applied-set.url is enough.",
                "command-context");
    }

    static AppliedSetConfigurationException incomplete(String given, String missing) {
        return new AppliedSetConfigurationException(
                given + " is set but has no effect without " + missing + ".",
                "Set " + missing + " too, or remove " + given + ".",
                "invalid-property");
    }

    static AppliedSetConfigurationException urlNotExposed(DataSource application) {
        return new AppliedSetConfigurationException(
                "applied-set.username is set, but the application's DataSource, a "
                        + application.getClass().getName() + ", does not expose its JDBC URL.",
                "Set applied-set.url as well, or mark a DataSource for that user with @AppliedSetDataSource.",
                "invalid-property");
    }

    static AppliedSetConfigurationException noDriver(String missing) {
        return new AppliedSetConfigurationException(
                missing + ".",
                "Correct it: a PostgreSQL URL begins with jdbc:postgresql: and needs no driver name. For a driver"
                        + " that wraps it, set applied-set.driver-class-name.",
                "invalid-property");
    }

    /** Addresses of databases, by the properties that hold them. */
    static AppliedSetConfigurationException mistakenUrls(Map<String, MistakenUrl> found) {
        String description = found.entrySet().stream()
                .map(one -> one.getKey()
                        + (one.getValue().isJdbc()
                                ? " has a user in front of the host, where PostgreSQL's driver does not read one."
                                : " begins with " + one.getValue().start() + " and is not a JDBC URL."))
                .collect(Collectors.joining("\n"));
        String action = found.entrySet().stream()
                .map(one -> instead(one.getKey(), one.getValue()))
                .collect(Collectors.joining());
        return new AppliedSetConfigurationException(
                description + "\nNothing was connected to.", "Set\n" + action.stripTrailing(), "not-a-jdbc-url");
    }

    private static String instead(String property, MistakenUrl mistaken) {
        String prefix = property.substring(0, property.lastIndexOf('.') + 1);
        return "    " + property + "=" + mistaken.url() + "\n"
                + (mistaken.username() == null ? "" : "    " + prefix + "username=" + mistaken.username() + "\n")
                + (mistaken.hasPassword()
                        ? "    " + prefix + "password=the part between ':' and '@', with each %XX decoded\n"
                        : "");
    }

    static AppliedSetConfigurationException tenantsOfSeveral(Set<String> migrators) {
        return new AppliedSetConfigurationException(
                "There are tenants and several migrators (" + String.join(", ", migrators)
                        + "), which is not supported. Nothing was migrated.",
                "Remove applied-set.tenants.*, those of one migrator as well, and the beans TenantSchemas and"
                        + " TenantDatabases, and declare a bean of type TenantMigrator; or"
                        + " have one migrator.",
                "tenants");
    }

    static AppliedSetConfigurationException tenantsOfTwoKinds() {
        return new AppliedSetConfigurationException(
                "There is a bean TenantDatabases, for tenants with a database each, and tenants with a schema each, by"
                        + " applied-set.tenants.schemas-from or a bean TenantSchemas. Nothing was migrated.",
                "Keep one of them.",
                "tenants");
    }

    static AppliedSetConfigurationException tenantsOfSeveralBeans(Class<?> type, List<String> beans) {
        return new AppliedSetConfigurationException(
                "There are " + beans.size() + " beans of type " + type.getSimpleName() + ", and none is primary: "
                        + String.join(", ", beans) + ". Nothing was migrated.",
                "Mark one with @Primary, or have one bean name all tenants.",
                "tenants");
    }

    static AppliedSetConfigurationException negative(String property, Duration value) {
        return new AppliedSetConfigurationException(
                property + " is " + value + ", but a duration cannot be negative.",
                "Correct the property.",
                "invalid-property");
    }

    static AppliedSetConfigurationException noTime(String property, String value) {
        return new AppliedSetConfigurationException(
                property + " is '" + value + "', which is not a time.",
                "Write it like 2026-05-20T10:38:00Z: the time of the commit that the release was built from, or of the build."
                        + " Digits alone are 20260520103800 or 202605201038 in UTC, or seconds (10 digits) or"
                        + " milliseconds (13) since 1970.",
                "invalid-property");
    }

    static AppliedSetConfigurationException renamed(List<RenamedProperty> found) {
        boolean one = found.size() == 1;
        return new AppliedSetConfigurationException(
                (one ? "1 property has an old name" : found.size() + " properties have old names")
                        + " that applied-set no longer reads. The database was not touched.\n\n"
                        + found.stream()
                                .map(old ->
                                        "    " + old.name() + " is now " + old.current() + " (" + old.origin() + ")")
                                .collect(Collectors.joining("\n")),
                "Rename " + (one ? "it" : "each")
                        + " where it is set, or remove it. Old names are refused, not ignored,"
                        + " so that no check is switched off unnoticed.",
                "renamed-property");
    }

    static AppliedSetConfigurationException invalid(IllegalArgumentException cause) {
        return new AppliedSetConfigurationException(
                "An applied-set.* property has an invalid value: " + cause.getMessage() + ".",
                "Correct the property.",
                "invalid-property");
    }

    String action() {
        return this.action;
    }

    ErrorReference reference() {
        return this.reference;
    }
}
