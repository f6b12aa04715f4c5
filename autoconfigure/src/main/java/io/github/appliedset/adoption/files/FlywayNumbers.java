package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.FlywayVersion;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The numbers that replace Flyway's versions, in the same order: the versions themselves if each is one number;
 * otherwise the first number followed by the zero-padded others, such as 1002003 for 1.2.3.
 *
 * @param length count of numbers in the longest version
 * @param width digits of each number after the first, at least 3
 */
record FlywayNumbers(int length, int width) {

    private static final int NARROWEST = 3;
    private static final int WIDEST = 18;

    static FlywayNumbers of(Collection<FlywayVersion> versions) {
        int length = versions.stream()
                .mapToInt(version -> version.parts().size())
                .max()
                .orElse(1);
        int width = versions.stream()
                .flatMap(version -> version.parts().stream().skip(1))
                .mapToInt(part -> part.toString().length())
                .max()
                .orElse(NARROWEST);
        return new FlywayNumbers(length, Math.max(width, NARROWEST));
    }

    /** The rule that most of the given numbers follow; empty if they follow none. */
    static Optional<FlywayNumbers> behind(Map<FlywayVersion, String> given) {
        int longest = of(given.keySet()).length();
        return IntStream.rangeClosed(1, longest)
                .boxed()
                .flatMap(length -> IntStream.rangeClosed(NARROWEST, length == 1 ? NARROWEST : WIDEST)
                        .mapToObj(width -> new FlywayNumbers(length, width)))
                .filter(numbers -> numbers.gave(given) > 0)
                .max(Comparator.comparing((FlywayNumbers numbers) -> numbers.gave(given))
                        .thenComparing(FlywayNumbers::width, Comparator.reverseOrder()));
    }

    private long gave(Map<FlywayVersion, String> given) {
        return given.entrySet().stream()
                .filter(one -> of(one.getKey()).filter(one.getValue()::equals).isPresent())
                .count();
    }

    /** The number of a version; empty if the version is too long, or one of its numbers too wide. */
    Optional<String> of(FlywayVersion version) {
        boolean fits = version.parts().size() <= this.length
                && version.parts().stream()
                        .skip(1)
                        .allMatch(part -> part.toString().length() <= this.width);
        BigInteger step = BigInteger.TEN.pow(this.width);
        return fits
                ? Optional.of(version.padded(this.length).stream()
                        .reduce(
                                BigInteger.ZERO,
                                (number, part) -> number.multiply(step).add(part))
                        .toString())
                : Optional.empty();
    }
}
