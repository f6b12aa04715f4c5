package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A version as Flyway compares it: numbers separated by dots or underscores; trailing zeros are ignored.
 *
 * @param parts the numbers, without zeros at the end; at least one
 */
@Internal
public record FlywayVersion(List<BigInteger> parts) implements Comparable<FlywayVersion> {

    private static final Pattern FORM = Pattern.compile("\\d+([._]\\d+)*+");
    private static final Pattern VERSIONED_FILE = Pattern.compile("V(?<version>\\d+([._]\\d+)*?)(__.*)?\\.sql");

    public FlywayVersion {
        int length = parts.size();
        while (length > 1 && parts.get(length - 1).signum() == 0) {
            length--;
        }
        parts = List.copyOf(parts.subList(0, length));
    }

    /** Reads {@code 1}, {@code 1.2} or {@code 1_2}; empty for anything else. */
    public static Optional<FlywayVersion> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new FlywayVersion(
                        Stream.of(text.split("[._]")).map(BigInteger::new).toList()))
                : Optional.empty();
    }

    /** The version in the name of a versioned file, {@code V1_2__add_phone.sql}. */
    public static Optional<FlywayVersion> ofFile(String fileName) {
        Matcher matcher = VERSIONED_FILE.matcher(fileName);
        return matcher.matches() ? parse(matcher.group("version")) : Optional.empty();
    }

    /** The version with this one number. */
    public static FlywayVersion of(long number) {
        return new FlywayVersion(List.of(BigInteger.valueOf(number)));
    }

    /** Whether it is a single number, and so can be an applied-set version. */
    public boolean isPlain() {
        return this.parts.size() == 1;
    }

    @Override
    public int compareTo(FlywayVersion other) {
        List<BigInteger> left = padded(other.parts.size());
        List<BigInteger> right = other.padded(this.parts.size());
        for (int index = 0; index < left.size(); index++) {
            int order = left.get(index).compareTo(right.get(index));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The parts, padded with zeros to a length. */
    public List<BigInteger> padded(int length) {
        List<BigInteger> padded = new ArrayList<>(this.parts);
        while (padded.size() < length) {
            padded.add(BigInteger.ZERO);
        }
        return padded;
    }

    @Override
    public String toString() {
        return this.parts.stream().map(BigInteger::toString).collect(Collectors.joining("."));
    }
}
