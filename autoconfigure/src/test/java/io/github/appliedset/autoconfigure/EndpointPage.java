package io.github.appliedset.autoconfigure;

import io.github.appliedset.actuate.MigrationDurations;
import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.actuate.MigrationsEndpointWebExtension;
import io.github.appliedset.actuate.MigrationsFormat;
import java.time.Duration;
import org.springframework.context.ApplicationContext;

/** The endpoint's page for people. */
final class EndpointPage {

    private EndpointPage() {}

    /** The page that a context without a web server would serve. */
    static String of(ApplicationContext context) {
        return String.valueOf(new MigrationsEndpointWebExtension(
                        new MigrationsEndpoint(context), new MigrationDurations(), Duration.ZERO)
                .migrations(MigrationsFormat.HTML)
                .getBody());
    }
}
