package io.github.appliedset.convert;

import java.math.BigInteger;
import java.util.Collection;

/**
 * The numbers that take the place of Flyway's versions, in the same order: the versions themselves if each is one number;
 * otherwise, for all of them, the first number followed by the others with zeros in front, as 1002003 for 1.2.3.
 *
 * @param length how many numbers the longest version has
 * @param width how many digits each number but the first gets, at least 3
 */
record FlywayNumbers(int length, int width) {

    private static final int NARROWEST = 3;

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

    boolean arePlain() {
        return this.length == 1;
    }

    String of(FlywayVersion version) {
        BigInteger step = BigInteger.TEN.pow(this.width);
        return version.padded(this.length).stream()
                .reduce(BigInteger.ZERO, (number, part) -> number.multiply(step).add(part))
                .toString();
    }
}
