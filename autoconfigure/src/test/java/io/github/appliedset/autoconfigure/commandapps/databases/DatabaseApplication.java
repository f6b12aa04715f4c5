package io.github.appliedset.autoconfigure.commandapps.databases;

import io.github.appliedset.autoconfigure.commandapps.Constructed;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

@SpringBootApplication(proxyBeanMethods = false)
public class DatabaseApplication {

    @Bean
    Constructed constructed() {
        return new Constructed();
    }

    @Bean
    DataSource shop(
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username}") String username,
            @Value("${spring.datasource.password}") String password) {
        return DataSourceBuilder.create()
                .type(SimpleDriverDataSource.class)
                .url(url)
                .username(username)
                .password(password)
                .build();
    }

    @Bean(defaultCandidate = false)
    DataSource reports() {
        return new SimpleDriverDataSource();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(DatabaseApplication.class, arguments);
    }
}
