package io.github.appliedset.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.SharedDatabase;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@DataJpaTest(properties = {"applied-set.locations=classpath:slices", "spring.jpa.hibernate.ddl-auto=validate"})
class DataJpaSliceTests {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        SharedDatabase.register(properties);
    }

    @Test
    void seesTheMigratedSchema(@Autowired EntityManager entities) {
        assertThat(entities.find(SliceApplication.Book.class, 1L)).isNull();
    }
}
