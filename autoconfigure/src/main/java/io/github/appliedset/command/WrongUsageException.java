package io.github.appliedset.command;

import io.github.appliedset.text.Visible;
import java.util.List;

/** The command line is invalid. Nothing was done. */
public final class WrongUsageException extends RuntimeException {

    public WrongUsageException(String problem) {
        super(Visible.line(problem));
    }

    /**
     * The same with a list below it.
     *
     * @param list several lines of ours
     */
    WrongUsageException(String problem, String list) {
        super(Visible.line(problem) + "\n" + list);
    }

    /** Several lines of ours, in which whatever comes from elsewhere is on one line. */
    static WrongUsageException ofLines(String lines) {
        String[] parts = lines.split("\n", 2);
        return parts.length == 1 ? new WrongUsageException(lines) : new WrongUsageException(parts[0], parts[1]);
    }

    /** The value of an option is none of those that it takes. */
    public static WrongUsageException value(String option, String given, List<String> allowed) {
        String problem =
                "--applied-set." + option + " is '" + Visible.line(given) + "', but must be " + oneOf(allowed) + ".";
        return NearestWord.to(given, allowed)
                .map(nearest ->
                        new WrongUsageException(problem, "Did you mean --applied-set." + option + "=" + nearest + "?"))
                .orElseGet(() -> new WrongUsageException(problem));
    }

    private static String oneOf(List<String> allowed) {
        int last = allowed.size() - 1;
        return last == 0 ? allowed.get(0) : String.join(", ", allowed.subList(0, last)) + " or " + allowed.get(last);
    }
}
