package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Visible;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * A problem with the files on disk, found before the database is touched. Each one stops a run, except
 * {@link StrayDownFile}, which is only a warning.
 */
public sealed interface FileProblem {

    /** What is wrong, and in which files; several lines. */
    String description();

    /** The edit that fixes it. */
    String remedy();

    /** Where {@code docs/reference/errors.md} explains it. */
    String anchor();

    /**
     * A file that cannot be a migration, or a migration that cannot be run.
     *
     * @param location the file, with line and column where they are known
     * @param reason what is wrong with it
     * @param remedy the edit that fixes it
     * @param anchor the explanation in the documentation
     */
    record InvalidFile(String location, String reason, String remedy, String anchor) implements FileProblem {

        public InvalidFile {
            location = Visible.line(location);
            reason = Visible.lines(reason);
            remedy = Visible.lines(remedy);
        }

        @Internal
        public static InvalidFile misnamed(String location, String reason, String remedy) {
            return new InvalidFile(location, reason, remedy, "invalid-file-name");
        }

        @Internal
        public static InvalidFile unreadable(String location, IOException cause) {
            return new InvalidFile(
                    location,
                    "cannot be read: " + cause,
                    "Make it readable, or remove it from the migration locations.",
                    "unreadable-file");
        }

        /** A mistake in the file's text; {@code line} and {@code column} count from 1. */
        @Internal
        public static InvalidFile at(
                String location, int line, int column, String reason, String remedy, String anchor) {
            return new InvalidFile(location + ", line " + line + ", column " + column, reason, remedy, anchor);
        }

        @Override
        public String description() {
            return this.location + "\n    " + this.reason;
        }
    }

    /**
     * Several up files, or several down files, with the same version.
     *
     * @param version the version
     * @param direction {@code up} or {@code down}
     * @param locations the files
     * @param sameContent whether all of them hold the same, as after a change of name that a build has not cleaned up
     * @param free the lowest version above all that are in use
     */
    record VersionCollision(
            MigrationVersion version, String direction, List<String> locations, boolean sameContent, String free)
            implements FileProblem {

        public VersionCollision {
            locations = locations.stream().map(Visible::line).toList();
        }

        /** The lowest version above all of these, in the form that {@code free} expects. */
        @Internal
        public static String after(Collection<MigrationVersion> taken) {
            long highest =
                    taken.stream().mapToLong(MigrationVersion::value).max().orElse(0);
            return highest < Long.MAX_VALUE ? Long.toString(highest + 1) : "one that is not in use";
        }

        @Override
        public String description() {
            return "Version " + this.version + " has " + this.locations.size() + " " + this.direction + " files:\n    "
                    + String.join("\n    ", this.locations);
        }

        @Override
        public String remedy() {
            if (this.sameContent) {
                return "All of them have the same content. If the file was renamed, its old name may still be in the"
                        + " build output: build again with mvn clean. If not, remove all but one.";
            }
            return "Give the one that is not deployed yet a different version, for example " + this.free
                    + "; in its branch, --applied-set.command=resolve does it. Both then run, whichever is merged first.";
        }

        @Override
        public String anchor() {
            return "version-collision";
        }
    }

    /**
     * Several repeatable files with the same name.
     *
     * @param name the name
     * @param locations the files
     */
    record RepeatableCollision(String name, List<String> locations) implements FileProblem {

        public RepeatableCollision {
            name = Visible.line(name);
            locations = locations.stream().map(Visible::line).toList();
        }

        @Override
        public String description() {
            return "Repeatable migration " + this.name + " has " + this.locations.size() + " files:\n    "
                    + String.join("\n    ", this.locations);
        }

        @Override
        public String remedy() {
            return "Rename or remove all but one. The name is the file's, whatever its folder.";
        }

        @Override
        public String anchor() {
            return "repeatable-collision";
        }
    }

    /**
     * A down file whose up file has a different name, so that it may have been meant for another one, or is missing.
     *
     * @param location the down file
     * @param expected the expected name of the up file; empty if there is one
     * @param upLocation the up file with the same version and a different name; empty if there is none
     */
    record StrayDownFile(String location, String expected, String upLocation) implements FileProblem {

        public StrayDownFile {
            location = Visible.line(location);
            expected = Visible.line(expected);
            upLocation = Visible.line(upLocation);
        }

        @Override
        public String description() {
            return this.location
                    + (this.upLocation.isEmpty()
                            ? "\n    is ignored: no up file has its version"
                            : "\n    is used, although its name differs from that of its up file:\n    "
                                    + this.upLocation);
        }

        @Override
        public String remedy() {
            return this.upLocation.isEmpty()
                    ? "Add " + this.expected + ", or remove the down file."
                    : "Give both files the same name before .up.sql and .down.sql.";
        }

        @Override
        public String anchor() {
            return "stray-down-file";
        }
    }

    /**
     * A configured location that does not exist.
     *
     * @param location as configured
     * @param reason why it cannot be used
     */
    record MissingLocation(String location, String reason) implements FileProblem {

        public MissingLocation {
            location = Visible.line(location);
            reason = Visible.lines(reason);
        }

        @Override
        public String description() {
            return "Location " + this.location + "\n    " + this.reason;
        }

        @Override
        public String remedy() {
            return "Create the folder, or correct applied-set.locations.";
        }

        @Override
        public String anchor() {
            return "missing-location";
        }
    }
}
