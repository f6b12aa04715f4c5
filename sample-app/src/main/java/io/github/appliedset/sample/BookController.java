package io.github.appliedset.sample;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Resource {@code /books}: the books that can be ordered. */
@RestController
class BookController {

    private final JdbcClient jdbc;

    BookController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @GetMapping("/books")
    List<Book> list() {
        return this.jdbc
                .sql("SELECT id, isbn, title, price_cents, stock FROM books ORDER BY id")
                .query(Book.class)
                .list();
    }
}
