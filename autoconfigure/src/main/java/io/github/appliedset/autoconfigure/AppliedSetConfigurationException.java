package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The properties or beans of the application do not say what to do. */
final class AppliedSetConfigurationException extends RuntimeException {

    private final String action;
    private final ErrorReference reference;

    private AppliedSetConfigurationException(String description, String action, String anchor) {
        super(description);
        this.action = action;
        this.reference = new ErrorReference(anchor);
    }

    /**
     * It is not clear which database is meant.
     *
     * @param which what only one of them should be
     */
    static AppliedSetConfigurationException whichDataSource(List<String> candidates, String which) {
        String found = candidates.isEmpty()
                ? "There is no DataSource, and no applied-set.url."
                : "There are " + candidates.size() + " DataSources, and "
                        + (which.equals("primary") ? "none is primary: " : "they are " + which + ": ")
                        + String.join(", ", candidates) + ".";
        return new AppliedSetConfigurationException(
                "applied-set does not know which database to migrate. " + found,
                "Mark one with @AppliedSetDataSource or @Primary, or set applied-set.url.",
                "which-datasource");
    }

    static AppliedSetConfigurationException whichMigrator(List<String> javaMigrations, Set<String> migrators) {
        return new AppliedSetConfigurationException(
                "There are several migrators, and the Java migrations " + String.join(", ", javaMigrations)
                        + " do not say to which of them they belong.",
                "Annotate each with @Qualifier and the name of one of applied-set.migrators: "
                        + String.join(", ", migrators) + ".",
                "which-instance");
    }

    static AppliedSetConfigurationException sharedTracker(Migrator migrator, List<String> names) {
        return new AppliedSetConfigurationException(
                "The migrators " + String.join(" and ", names) + " share the tracker " + migrator.schema() + "."
                        + migrator.table() + " of one DataSource: each would take the other's migrations for orphans."
                        + " Nothing was migrated.",
                "Give each a schema or a table of its own, or a DataSource of its own, marked with"
                        + " @AppliedSetDataSource(\"name\").",
                "shared-tracker");
    }

    static AppliedSetConfigurationException replacedByTest(String how) {
        return new AppliedSetConfigurationException(
                "The test replaces the application's database " + how
                        + ", but applied-set.url still names the database to" + " migrate. It was not touched.",
                "Set applied-set.url to the test's database too, or to an empty value; or let the test use"
                        + " @ServiceConnection, which applied-set follows.",
                "replaced-by-test");
    }

    static AppliedSetConfigurationException onlyInApplication(List<String> code) {
        return new AppliedSetConfigurationException(
                "A command does not run the application's own code, and that says what there is to migrate:\n    "
                        + String.join("\n    ", code) + "\nNothing was done.",
                "Add --applied-set.command-context=application: the command then runs in the application's own context,"
                        + " without its web server, and only what the migrators need is created. For a DataSource alone,"
                        + " applied-set.url does, too.",
                "command-context");
    }

    static AppliedSetConfigurationException incomplete(String given, String missing) {
        return new AppliedSetConfigurationException(
                given + " is set, but " + missing + " is not, and alone it has no effect.",
                "Set " + missing + " too, or remove " + given + ".",
                "invalid-property");
    }

    static AppliedSetConfigurationException untoldUrl(DataSource application) {
        return new AppliedSetConfigurationException(
                "applied-set.username is set, but the application's DataSource, a "
                        + application.getClass().getName() + ", does not tell the URL of its database.",
                "Set applied-set.url too, or mark a DataSource of that user with @AppliedSetDataSource.",
                "invalid-property");
    }

    static AppliedSetConfigurationException noDriver(String missing) {
        return new AppliedSetConfigurationException(
                missing + ".",
                "Correct it: a URL of PostgreSQL begins with jdbc:postgresql:, and its driver needs no name. For a driver"
                        + " that wraps it, set applied-set.driver-class-name.",
                "invalid-property");
    }

    static AppliedSetConfigurationException negative(String property, Duration value) {
        return new AppliedSetConfigurationException(
                property + " is " + value + ", but a time cannot be negative.",
                "Correct the property.",
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
                "A property applied-set.* has a value that cannot be used: " + cause.getMessage() + ".",
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
