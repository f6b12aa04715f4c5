package io.github.appliedset.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An order that cannot be placed, with a message for the customer. */
final class OrderRejectedException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    private OrderRejectedException(HttpStatus status, String reason) {
        super(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }

    static OrderRejectedException unknown(String what, long id) {
        return new OrderRejectedException(HttpStatus.BAD_REQUEST, "There is no " + what + " " + id + ".");
    }

    static OrderRejectedException soldOut(long bookId) {
        return new OrderRejectedException(HttpStatus.CONFLICT, "Not enough copies of book " + bookId + " are left.");
    }
}
