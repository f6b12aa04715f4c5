package io.github.appliedset.benchmarks;

import java.util.List;

/** A part of a program, known by frames of a stack. */
interface StackPart {

    /** Texts of which a frame has one if it is in this part. */
    List<String> marks();

    /** The first part that one of the frames is in; else the last, which is the rest. */
    static <P extends StackPart> P of(P[] parts, List<String> frames) {
        for (P part : parts) {
            if (frames.stream().anyMatch(frame -> part.marks().stream().anyMatch(frame::contains))) {
                return part;
            }
        }
        return parts[parts.length - 1];
    }
}
