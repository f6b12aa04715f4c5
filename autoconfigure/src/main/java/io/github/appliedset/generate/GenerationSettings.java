package io.github.appliedset.generate;

import io.github.appliedset.declared.Rename;
import io.github.appliedset.schema.change.Hazard;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What to generate.
 *
 * @param allowed hazards that are no reason to refuse
 * @param renames those that were asked for by name
 * @param noRenames whether whatever looks like a rename is a drop and an addition
 * @param renameQuestion asks a person whether an object was renamed; null if there is no one to ask
 * @param online whether to take the form that blocks least
 * @param split how many changes go into one file
 * @param objects patterns of the objects to look at; everything if empty
 * @param drop whether what entities do not declare is dropped
 * @param progress is told what begins
 * @param clock for the time in the files
 */
record GenerationSettings(
        Set<Hazard> allowed,
        List<Rename> renames,
        boolean noRenames,
        @Nullable Predicate<String> renameQuestion,
        boolean online,
        Split split,
        List<String> objects,
        boolean drop,
        Consumer<String> progress,
        Clock clock) {

    /** How changes are distributed over files. */
    enum Split {
        /** One change a file. */
        CHANGE,
        /** Changes of one table that follow each other share a file. */
        TABLE,
        /** All share a file, as far as they can share a transaction. */
        SINGLE
    }

    GenerationSettings {
        allowed = Set.copyOf(allowed);
        renames = List.copyOf(renames);
        objects = List.copyOf(objects);
    }
}
