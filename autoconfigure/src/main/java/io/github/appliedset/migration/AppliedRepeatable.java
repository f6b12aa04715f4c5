package io.github.appliedset.migration;

import io.github.appliedset.text.Visible;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a repeatable migration, as recorded.
 *
 * @param seq its place among all executions; for each name, the highest is current
 * @param name the name of its file
 * @param appliedAt when it ran, by the server's clock
 * @param checksum the checksum of the content that ran; null if that is unknown
 * @param release the stamp of the release that ran it; null if it had none
 * @param objects what the file made, in PostgreSQL's words, such as {@code view public.active_users}; empty if unknown
 */
public record AppliedRepeatable(
        long seq,
        String name,
        Instant appliedAt,
        @Nullable Checksum checksum,
        @Nullable Instant release,
        List<String> objects) {

    public AppliedRepeatable {
        objects = List.copyOf(objects);
    }

    /** The name as shown to people. */
    public String label() {
        return Visible.line(this.name);
    }

    @Override
    public String toString() {
        return label();
    }
}
