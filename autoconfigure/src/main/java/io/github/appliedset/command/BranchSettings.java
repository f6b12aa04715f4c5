package io.github.appliedset.command;

import java.util.List;

/**
 * What commands about branches are told by properties.
 *
 * @param protectedRefs refs whose versions are never renumbered; none for release tags
 * @param developmentHosts hosts that are a developer's own
 * @param isUrlTyped whether the command line itself names the database
 */
public record BranchSettings(List<String> protectedRefs, List<String> developmentHosts, boolean isUrlTyped) {

    public BranchSettings {
        protectedRefs = List.copyOf(protectedRefs);
        developmentHosts = List.copyOf(developmentHosts);
    }
}
