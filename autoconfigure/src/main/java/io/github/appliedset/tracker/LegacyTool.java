package io.github.appliedset.tracker;

/** Whose tracker a new one is filled from. */
public enum LegacyTool {
    /** None is expected: if one is found, stop and ask. */
    DETECT,
    /** None: apply every migration, whatever other tables there are. */
    NONE,
    /** golang-migrate's counter: every file up to it has been applied. */
    GOLANG_MIGRATE
}
