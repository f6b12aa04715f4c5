package io.github.appliedset.actuate;

import java.util.List;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** A request that has to say which migrator it means. */
final class SeveralMigratorsException extends InvalidEndpointRequestException {

    private final transient List<String> names;

    SeveralMigratorsException(List<String> names) {
        super(
                "There are several migrators. Name one: ?migrator=" + names.get(0),
                "Missing parameter: migrator, one of " + String.join(", ", names));
        this.names = names;
    }

    List<String> names() {
        return this.names;
    }
}
