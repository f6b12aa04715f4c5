package io.github.appliedset.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.SharedDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@JdbcTest(properties = "applied-set.locations=classpath:slices")
class JdbcSliceTests {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        SharedDatabase.register(properties);
    }

    @Test
    void seesTheMigratedSchema(@Autowired JdbcClient jdbc) {
        assertThat(jdbc.sql("SELECT count(*) FROM public.book")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
