package io.github.appliedset.sample;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Gateway to the tables {@code orders} and {@code order_lines}, and to the stock of books. */
@Repository
class OrderRepository {

    private static final String SELECT = """
            SELECT o.id, c.name AS customer, l.book_id, b.title, l.quantity, l.unit_price_cents
            FROM orders o
            JOIN customers c ON c.id = o.customer_id
            JOIN order_lines l ON l.order_id = o.id
            JOIN books b ON b.id = l.book_id
            """;

    private final JdbcClient jdbc;

    OrderRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Order> findAll() {
        return orders(this.jdbc.sql(SELECT + "ORDER BY o.id, l.id"));
    }

    Optional<Order> find(long id) {
        return orders(this.jdbc.sql(SELECT + "WHERE o.id = ? ORDER BY l.id").param(id)).stream()
                .findFirst();
    }

    /**
     * Takes the books from the stock and records the order.
     *
     * @return the order's id
     * @throws OrderRejectedException if a customer or book is unknown, or a book sold out; nothing was changed
     */
    @Transactional
    long place(NewOrder order) {
        long id = this.jdbc
                .sql("INSERT INTO orders (customer_id) SELECT id FROM customers WHERE id = ? RETURNING id")
                .param(order.customerId())
                .query(Long.class)
                .optional()
                .orElseThrow(() -> OrderRejectedException.unknown("customer", order.customerId()));
        // Always in one order, or two customers who want the same two books could wait for each other.
        order.lines().stream()
                .sorted(Comparator.comparingLong(NewOrder.Line::bookId))
                .forEach(line -> add(id, line));
        return id;
    }

    private void add(long orderId, NewOrder.Line line) {
        int unitPriceCents = this.jdbc
                .sql("UPDATE books SET stock = stock - :quantity WHERE id = :bookId AND stock >= :quantity"
                        + " RETURNING price_cents")
                .paramSource(line)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> refusal(line.bookId()));
        this.jdbc
                .sql("INSERT INTO order_lines (order_id, book_id, quantity, unit_price_cents) VALUES (?, ?, ?, ?)")
                .params(orderId, line.bookId(), line.quantity(), unitPriceCents)
                .update();
    }

    private OrderRejectedException refusal(long bookId) {
        boolean known = this.jdbc
                .sql("SELECT EXISTS (SELECT 1 FROM books WHERE id = ?)")
                .param(bookId)
                .query(Boolean.class)
                .single();
        return known ? OrderRejectedException.soldOut(bookId) : OrderRejectedException.unknown("book", bookId);
    }

    private static List<Order> orders(JdbcClient.StatementSpec select) {
        return select.query(Row.class).list().stream()
                .collect(groupingBy(Row::id, LinkedHashMap::new, toList()))
                .values()
                .stream()
                .map(Row::order)
                .toList();
    }

    private record Row(long id, String customer, long bookId, String title, int quantity, int unitPriceCents) {

        static Order order(List<Row> rows) {
            Row first = rows.get(0);
            return Order.of(
                    first.id, first.customer, rows.stream().map(Row::line).toList());
        }

        private Order.Line line() {
            return new Order.Line(this.bookId, this.title, this.quantity, this.unitPriceCents);
        }
    }
}
