package io.github.appliedset.adoption.files;

import java.util.List;

/** Turns the files of one tool into ours. Pure. */
interface FileConverter {

    /** Whether a file looks like one of this tool's. */
    boolean recognizes(SourceFile file);

    /**
     * Converts all of them.
     *
     * @param files every file, sorted by path
     * @param written what is in the target folder already
     */
    Conversion convert(List<SourceFile> files, WrittenFiles written);
}
