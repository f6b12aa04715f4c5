package io.github.appliedset.autoconfigure.commandapps.tenants;

import io.github.appliedset.tenant.TenantDatabases;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

@SpringBootApplication(proxyBeanMethods = false)
public class TenantsApplication {

    @Bean
    TenantDatabases others() {
        return new Customers();
    }

    @Component
    static class Customers implements TenantDatabases {

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public DataSource open(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}
