package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.autoconfigure.commandapps.tenants.TenantsApplication;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;

/** What a command that does not run the application's code would overlook. */
class ApplicationCodeTests {

    @Test
    void databasesOfTenantsAreNotOverlooked() {
        ApplicationCode code = ApplicationCode.of(Set.of(TenantsApplication.class));

        assertThatExceptionOfType(AppliedSetConfigurationException.class)
                .isThrownBy(() -> code.refuseUnseen(new StandardEnvironment()))
                .withMessageContaining("TenantsApplication$Customers names the databases of tenants")
                .withMessageContaining("TenantsApplication.others() creates a TenantDatabases");
    }
}
