package io.github.appliedset.execution;

import io.github.appliedset.execution.Repeats.Kept;
import java.util.List;

/**
 * A version drops what a repeatable migration has created, and this release does not have the content to create it again.
 */
final class NotRepeated extends Exception {

    private NotRepeated(String message) {
        super(message, null, false, false);
    }

    static NotRepeated of(Kept kept, List<String> gone) {
        return new NotRepeated("It drops objects of " + kept.migration().label()
                + ", and does not repeat it, so these would be gone: " + String.join(", ", gone) + ".\n"
                + kept.reason());
    }
}
