package io.github.appliedset.sample;

import java.util.List;

/** An order as it was placed. */
record Order(long id, String customer, List<Line> lines, long totalCents) {

    /** Copies of one book, at the price of that day. */
    record Line(long bookId, String title, int quantity, int unitPriceCents) {}

    static Order of(long id, String customer, List<Line> lines) {
        long totalCents = lines.stream()
                .mapToLong(line -> (long) line.quantity() * line.unitPriceCents())
                .sum();
        return new Order(id, customer, List.copyOf(lines), totalCents);
    }
}
