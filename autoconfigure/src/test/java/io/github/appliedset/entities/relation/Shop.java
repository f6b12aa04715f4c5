package io.github.appliedset.entities.relation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;

/** With a field and a relation more. */
@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = Shop.class)
public class Shop {

    @Entity(name = "Customer")
    static class Customer {
        @Id
        @GeneratedValue
        Long id;

        @Column(unique = true, nullable = false)
        String email;

        String phoneNumber;
    }

    @Entity(name = "PurchaseOrder")
    static class PurchaseOrder {
        @Id
        @GeneratedValue
        Long id;

        @ManyToOne(optional = false)
        Customer customer;

        @ManyToOne
        Product product;

        @Enumerated(EnumType.STRING)
        Status status;
    }

    @Entity(name = "Product")
    static class Product {
        @Id
        @GeneratedValue
        Long id;

        String name;
    }

    enum Status {
        NEW,
        PAID
    }
}
