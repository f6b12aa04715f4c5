package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Adds format and HTTP status to the endpoint's answers: JSON, or a page for browsers; 404 for an unknown version, 503 with a
 * reason if nothing can be read.
 */
@EndpointWebExtension(endpoint = MigrationsEndpoint.class)
public class MigrationsEndpointWebExtension {

    private static final Log log = Log.of(MigrationsEndpointWebExtension.class);
    private static final MimeType HTML = new MimeType(MimeTypeUtils.TEXT_HTML, StandardCharsets.UTF_8);

    private record Cached(WebEndpointResponse<Object> response, long since) {}

    private final MigrationsEndpoint endpoint;
    private final MigrationDurations durations;
    private final Duration timeToLive;
    private final Map<MigrationsFormat, Cached> cache = new ConcurrentHashMap<>();

    /**
     * Creates the extension.
     *
     * @param timeToLive how long to cache an answer; Spring Boot does not cache operations with a format
     */
    public MigrationsEndpointWebExtension(
            MigrationsEndpoint endpoint, MigrationDurations durations, Duration timeToLive) {
        this.endpoint = endpoint;
        this.durations = durations;
        this.timeToLive = timeToLive;
    }

    @ReadOperation(producesFrom = MigrationsFormat.class)
    public WebEndpointResponse<Object> migrations(MigrationsFormat format) {
        if (this.timeToLive.isZero() || this.timeToLive.isNegative()) {
            return read(format);
        }
        long now = System.nanoTime();
        Cached cached = this.cache.compute(
                format,
                (same, before) -> before != null && now - before.since() < this.timeToLive.toNanos()
                        ? before
                        : new Cached(read(format), now));
        if (cached.response().getStatus() != WebEndpointResponse.STATUS_OK) {
            this.cache.remove(format, cached);
        }
        return cached.response();
    }

    private WebEndpointResponse<Object> read(MigrationsFormat format) {
        if (format != MigrationsFormat.HTML) {
            try {
                return new WebEndpointResponse<>(this.endpoint.migrations(), format.getProducedMimeType());
            } catch (MigrationException unavailable) {
                return unavailable(unavailable, format.getProducedMimeType());
            }
        }
        try {
            return new WebEndpointResponse<>(
                    new MigrationsPage(this.durations, this.endpoint::lastVerdict)
                            .render(this.endpoint.migrators(), this.endpoint::tenants),
                    WebEndpointResponse.STATUS_OK,
                    HTML);
        } catch (MigrationException unavailable) {
            log(unavailable);
            return new WebEndpointResponse<>(
                    MigrationsPage.render(unavailable), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, HTML);
        }
    }

    @ReadOperation
    public WebEndpointResponse<Object> migration(@Selector String version, @Nullable String migrator) {
        try {
            @Nullable Object migration = this.endpoint.migration(version, migrator);
            return migration == null
                    ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                    : new WebEndpointResponse<>(migration);
        } catch (SeveralMigratorsException unclear) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("error", String.valueOf(unclear.getMessage()));
            body.put("migrators", unclear.names());
            return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_BAD_REQUEST);
        } catch (MigrationException unavailable) {
            return unavailable(unavailable, null);
        }
    }

    private static void log(MigrationException why) {
        log.warn("GET /migrations could not be answered: {}", Lines.quoted(why.getMessage()));
    }

    private static WebEndpointResponse<Object> unavailable(MigrationException why, @Nullable MimeType type) {
        log(why);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", PublicReason.of(why));
        body.put("action", PublicReason.ACTION);
        body.put("reference", PublicReason.page(why));
        return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, type);
    }
}
