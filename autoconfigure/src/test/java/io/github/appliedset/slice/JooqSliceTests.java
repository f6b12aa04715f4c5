package io.github.appliedset.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.SharedDatabase;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jooq.test.autoconfigure.JooqTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@JooqTest(properties = "applied-set.locations=classpath:slices")
class JooqSliceTests {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        SharedDatabase.register(properties);
    }

    @Test
    void seesTheMigratedSchema(@Autowired DSLContext jooq) {
        assertThat(jooq.fetchCount(DSL.table("public.book"))).isZero();
    }
}
