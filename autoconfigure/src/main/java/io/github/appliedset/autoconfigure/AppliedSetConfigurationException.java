package io.github.appliedset.autoconfigure;

import java.util.List;

/** The properties or beans of the application do not say what to do. */
final class AppliedSetConfigurationException extends RuntimeException {

    private final String action;
    private final String anchor;

    private AppliedSetConfigurationException(String description, String action, String anchor) {
        super(description);
        this.action = action;
        this.anchor = anchor;
    }

    static AppliedSetConfigurationException whichDataSource(List<String> candidates) {
        String found = candidates.isEmpty()
                ? "There is no DataSource, and no applied-set.url."
                : "There are " + candidates.size() + " DataSources, and none is primary: "
                        + String.join(", ", candidates) + ".";
        return new AppliedSetConfigurationException(
                "applied-set does not know which database to migrate. " + found,
                "Mark one with @AppliedSetDataSource or @Primary, or set applied-set.url.",
                "which-datasource");
    }

    static AppliedSetConfigurationException incomplete(String given, String missing) {
        return new AppliedSetConfigurationException(
                given + " is set, but " + missing + " is not, and alone it has no effect.",
                "Set " + missing + " too, or remove " + given + ".",
                "invalid-property");
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

    String reference() {
        return "docs/reference/errors.md#" + this.anchor;
    }
}
