package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.files.WrittenFiles.Place;
import io.github.appliedset.migration.FileProblem;
import java.util.ArrayList;
import java.util.List;

/** Result of converting another tool's files, while it is being built. */
final class Conversion {

    static final String REPEATABLE = "repeatable";

    private final List<Draft> drafts = new ArrayList<>();
    private final List<Untranslated> untranslated = new ArrayList<>();
    private final List<FileProblem> problems = new ArrayList<>();

    /**
     * A file to write.
     *
     * @param original the file it comes from
     * @param place its folder, number and name
     * @param direction {@code up} or {@code down}; or {@code repeatable}, without a number
     * @param text its content
     */
    record Draft(SourceFile original, Place place, String direction, String text) {

        Draft(SourceFile original, String number, String name, String direction, String text) {
            this(original, new Place(original.folder(), number, name), direction, text);
        }

        /** Its path below the target. */
        String path() {
            return this.place.folder() + (isRepeatable() ? "" : this.place.number() + "_") + this.place.name() + "."
                    + this.direction + ".sql";
        }

        boolean isRepeatable() {
            return this.direction.equals(REPEATABLE);
        }
    }

    void write(Draft draft) {
        this.drafts.add(draft);
    }

    void mention(SourceFile file, int line, String what, String advice) {
        this.untranslated.add(new Untranslated(file.path(), line, what, advice, false));
    }

    void mention(Untranslated one) {
        this.untranslated.add(one);
    }

    void refuse(FileProblem problem) {
        this.problems.add(problem);
    }

    List<FileProblem> problems() {
        return this.problems;
    }

    List<Draft> drafts() {
        return this.drafts;
    }

    List<Untranslated> untranslated() {
        return this.untranslated;
    }
}
