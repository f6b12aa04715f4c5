package io.github.appliedset.command;

import java.util.List;

/**
 * What commands about branches are told by properties.
 *
 * @param protectedRefs refs whose versions are never renumbered; none for release tags
 * @param developmentHosts hosts that are a developer's own
 * @param typedUrls databases that the command line itself names
 */
public record BranchSettings(List<String> protectedRefs, List<String> developmentHosts, List<String> typedUrls) {

    public BranchSettings {
        protectedRefs = List.copyOf(protectedRefs);
        developmentHosts = List.copyOf(developmentHosts);
        typedUrls = List.copyOf(typedUrls);
    }
}
