package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Gives the endpoint's answers their HTTP status: 404 for an unknown version, 503 with a reason if nothing can be read. */
@EndpointWebExtension(endpoint = MigrationsEndpoint.class)
public class MigrationsEndpointWebExtension {

    private final MigrationsEndpoint endpoint;

    public MigrationsEndpointWebExtension(MigrationsEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @ReadOperation
    public WebEndpointResponse<Object> migrations() {
        return respond(this.endpoint::migrations);
    }

    @ReadOperation
    public WebEndpointResponse<Object> migration(@Selector String version) {
        return respond(() -> this.endpoint.migration(version));
    }

    private static WebEndpointResponse<Object> respond(Supplier<@Nullable Object> read) {
        try {
            Object body = read.get();
            return body == null
                    ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                    : new WebEndpointResponse<>(body);
        } catch (MigrationException unavailable) {
            return new WebEndpointResponse<>(
                    Map.of(
                            "error", unavailable.description(),
                            "action", unavailable.action(),
                            "reference", unavailable.reference()),
                    WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        }
    }
}
