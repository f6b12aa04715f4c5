package io.github.appliedset.support.fault;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application that loads the classes which child processes usually need, and ends. It has no database. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class UsualApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(
                        UsualApplication.class,
                        "--server.port=0",
                        "--applied-set.mode=off",
                        "--spring.datasource.url=jdbc:postgresql://localhost:1/none",
                        "--spring.jpa.database=postgresql",
                        "--spring.jpa.hibernate.ddl-auto=none",
                        "--spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false")
                .close();
    }
}
