package io.github.appliedset.benchmarks;

import java.util.List;
import java.util.Locale;

/** The least, the middle and the greatest of what was measured. */
record Spread(double least, double median, double greatest, int samples) {

    static Spread of(List<Double> measured) {
        List<Double> sorted = measured.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(size - 1), size);
    }

    @Override
    public String toString() {
        return this.samples == 1
                ? "**" + number(this.median) + "**"
                : "**" + number(this.median) + "** (" + number(this.least) + " - " + number(this.greatest) + ")";
    }

    static String number(double value) {
        String format = value < 10 && value != Math.rint(value) ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
