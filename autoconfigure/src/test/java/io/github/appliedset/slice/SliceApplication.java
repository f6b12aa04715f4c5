package io.github.appliedset.slice;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class SliceApplication {

    @Entity(name = "book")
    static class Book {

        @Id
        Long id;

        String title;
    }
}
