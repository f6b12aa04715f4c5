package io.github.appliedset.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directives of a script about batches. Their values are checked by
 * {@link BackfillCheck}; malformed ones count as absent here.
 *
 * @param given in the order of the script
 */
public record BackfillDirectives(List<Directive> given) {

    public static final BackfillDirectives NONE = new BackfillDirectives(List.of());

    static final String BATCHES = "batches";
    static final String BATCH_SIZE = "batch-size";
    static final String PAUSE = "pause";
    static final String MAX_LAG = "max-lag";
    static final String DONE_WHEN = "done-when";
    static final String BACKGROUND = "background";

    private static final Set<String> NAMES = Set.of(BATCHES, BATCH_SIZE, PAUSE, MAX_LAG, DONE_WHEN, BACKGROUND);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("\\d{1,9}");

    public BackfillDirectives {
        given = List.copyOf(given);
    }

    /** Whether this is one of these directives, valid or not. */
    static boolean knows(String directive) {
        return NAMES.contains(directive.replaceFirst("=.*", ""));
    }

    BackfillDirectives with(String directive, Position position) {
        List<Directive> all = new ArrayList<>(this.given);
        all.add(Directive.parse(directive, position));
        return new BackfillDirectives(all);
    }

    /** Whether the statement runs in batches. */
    public boolean batches() {
        return find(BATCHES).isPresent();
    }

    /** The column along which the batches walk; empty if the statement is repeated until it changes nothing. */
    public Optional<BatchColumn> column() {
        return find(BATCHES).map(Directive::value).flatMap(BatchColumn::parse);
    }

    /** The number of keys in a batch; empty if it adapts. */
    public Optional<Integer> batchSize() {
        return find(BATCH_SIZE)
                .map(Directive::value)
                .filter(size -> SIZE.matcher(size).matches())
                .map(Integer::valueOf)
                .filter(size -> size > 0);
    }

    /** The pause after each batch; empty for as long as the batch took. */
    public Optional<Duration> pause() {
        return duration(PAUSE);
    }

    /** The highest lag of a standby at which the next batch begins; empty for no limit. */
    public Optional<Duration> maxLag() {
        return duration(MAX_LAG);
    }

    /** A query that returns no row once the work is done; empty if there is none. */
    public Optional<String> doneWhen() {
        return find(DONE_WHEN).map(Directive::value).filter(sql -> !sql.isBlank());
    }

    /** Whether a start leaves the rest to the background after the first batch. */
    public boolean background() {
        return find(BACKGROUND).isPresent();
    }

    /** The position of a directive; the start of the file if it is absent. */
    public Position positionOf(String name) {
        return find(name).map(Directive::position).orElse(Position.START);
    }

    Optional<Directive> find(String name) {
        return this.given.stream()
                .filter(directive -> directive.name().equals(name))
                .findFirst();
    }

    private Optional<Duration> duration(String name) {
        return find(name).map(Directive::value).flatMap(BackfillDirectives::parseDuration);
    }

    static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }
}
