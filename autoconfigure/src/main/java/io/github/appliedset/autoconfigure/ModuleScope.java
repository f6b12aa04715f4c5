package io.github.appliedset.autoconfigure;

/** Which modules of the application are there. Without a bean of this type, all. */
interface ModuleScope {

    /**
     * Whether the migrations in a sub-folder belong here: to a module that is there, or to no module.
     *
     * @param subFolder below the location, without slashes at its ends; empty for the location itself
     */
    boolean includes(String subFolder);
}
