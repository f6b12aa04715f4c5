package com.example.shop.billing;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.test.ApplicationModuleTest;

@ApplicationModuleTest
class BillingTests {

    @Autowired
    private JdbcClient jdbc;

    @Test
    void totalIsZeroAtFirst() {
        this.jdbc.sql("SELECT total FROM public.totals").query().singleRow();
    }
}
