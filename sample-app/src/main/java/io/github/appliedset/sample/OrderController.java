package io.github.appliedset.sample;

import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

/** Resource {@code /orders}. */
@RestController
@RequestMapping("/orders")
class OrderController {

    private final OrderRepository orders;

    OrderController(OrderRepository orders) {
        this.orders = orders;
    }

    @GetMapping
    List<Order> list() {
        return this.orders.findAll();
    }

    @GetMapping("/{id}")
    Order get(@PathVariable long id) {
        return this.orders
                .find(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no order " + id + "."));
    }

    @PostMapping
    ResponseEntity<Order> place(@Valid @RequestBody NewOrder order, UriComponentsBuilder uri) {
        long id = this.orders.place(order);
        return ResponseEntity.created(uri.path("/orders/{id}").build(id)).body(get(id));
    }
}
