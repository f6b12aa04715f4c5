package io.github.appliedset.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.context.WebApplicationContext;

@SpringBootTest
@Import(EmbeddedPostgresConfiguration.class)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
@Transactional
class OrderControllerTests {

    private final MockMvcTester web;

    OrderControllerTests(WebApplicationContext context) {
        this.web = MockMvcTester.from(context);
    }

    @Test
    void placedOrderIsFoundAtItsLocationWithThePricesOfThatDay() {
        MvcTestResult placed = place("""
                {"customerId": 1, "lines": [{"bookId": 1, "quantity": 2}, {"bookId": 3, "quantity": 1}]}""");

        assertThat(placed).hasStatus(HttpStatus.CREATED);
        String location = placed.getResponse().getHeader("Location");
        assertThat(this.web.get().uri(String.valueOf(location)))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {
                          "customer": "Ada Lovelace",
                          "lines": [
                            {"bookId": 1, "title": "Frankenstein", "quantity": 2, "unitPriceCents": 899},
                            {"bookId": 3, "title": "Middlemarch", "quantity": 1, "unitPriceCents": 1250}
                          ],
                          "totalCents": 3048
                        }""");
        assertThat(this.web.get().uri("/orders"))
                .bodyJson()
                .extractingPath("$[*].totalCents")
                .asArray()
                .containsExactly(3048);
    }

    @Test
    void orderTakesFromTheStock() {
        place("""
                {"customerId": 1, "lines": [{"bookId": 2, "quantity": 3}]}""");

        assertThat(this.web.get().uri("/books"))
                .bodyJson()
                .extractingPath("$[*].stock")
                .asArray()
                .containsExactly(3, 0, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    400 | {"customerId": 1, "lines": []} | Invalid order: lines must not be empty
                    400 | {"customerId": 1} | Invalid order: lines must not be empty
                    400 | {"customerId": 1, "lines": [null]} | Invalid order: a line must not be null
                    400 | {"customerId": 1, "lines": [{"bookId": 1, "quantity": 0}]} | Invalid order: quantity must be at least 1
                    400 | {"lines": [{"bookId": 1, "quantity": 1}]} | Failed to read request
                    400 | {"customerId": 99, "lines": [{"bookId": 1, "quantity": 1}]} | There is no customer 99.
                    400 | {"customerId": 1, "lines": [{"bookId": 99, "quantity": 1}]} | There is no book 99.
                    409 | {"customerId": 1, "lines": [{"bookId": 1, "quantity": 4}]} | Not enough copies of book 1 are left.
                    """)
    void impossibleOrderIsRejectedWithAReason(int status, String order, String reason) {
        assertProblem(place(order), status, reason);
    }

    @Test
    void unknownOrderIsNotFound() {
        assertProblem(this.web.get().uri("/orders/99").exchange(), 404, "There is no order 99.");
    }

    private MvcTestResult place(String order) {
        return this.web
                .post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .content(order)
                .exchange();
    }

    private static void assertProblem(MvcTestResult result, int status, String detail) {
        assertThat(result)
                .hasStatus(status)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo(detail);
    }
}
