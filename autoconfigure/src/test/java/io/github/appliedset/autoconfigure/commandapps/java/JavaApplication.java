package io.github.appliedset.autoconfigure.commandapps.java;

import io.github.appliedset.autoconfigure.commandapps.Constructed;
import io.github.appliedset.migrator.JavaMigration;
import java.sql.Connection;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

@SpringBootApplication(proxyBeanMethods = false)
public class JavaApplication {

    @Bean
    Constructed constructed() {
        return new Constructed();
    }

    @Bean
    JavaMigration inJava() {
        return new Numbered(3, "in_java");
    }

    @Component
    static class Backfill extends Numbered {

        Backfill() {
            super(2, "backfill");
        }
    }

    static class Numbered implements JavaMigration {

        private final long version;
        private final String name;

        Numbered(long version, String name) {
            this.version = version;
            this.name = name;
        }

        @Override
        public long version() {
            return this.version;
        }

        @Override
        public String name() {
            return this.name;
        }

        @Override
        public void migrate(Connection connection) {}
    }

    public static void main(String[] arguments) {
        SpringApplication.run(JavaApplication.class, arguments);
    }
}
