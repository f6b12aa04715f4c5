package io.github.appliedset.autoconfigure.commandapps.plain;

import io.github.appliedset.autoconfigure.commandapps.Constructed;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication(proxyBeanMethods = false)
public class PlainApplication {

    @Bean
    Constructed constructed() {
        return new Constructed();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(PlainApplication.class, arguments);
    }
}
