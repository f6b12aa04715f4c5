package io.github.appliedset.sample;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.util.List;

/** An order as the customer sends it. */
record NewOrder(
        long customerId,

        @NotEmpty(message = "lines must not be empty")
        List<@NotNull(message = "a line must not be null") @Valid Line> lines) {

    /** Copies of one book. */
    record Line(
            long bookId,

            @Positive(message = "quantity must be at least 1")
            int quantity) {}
}
