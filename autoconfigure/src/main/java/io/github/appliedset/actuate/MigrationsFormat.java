package io.github.appliedset.actuate;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** What the endpoint can answer with: JSON in all the ways that Spring Boot names it, and a page for browsers. */
public enum MigrationsFormat implements Producible<MigrationsFormat> {
    JSON_V3(ApiVersion.V3.getProducedMimeType()),
    JSON_V2(ApiVersion.V2.getProducedMimeType()),
    JSON(MimeTypeUtils.APPLICATION_JSON),
    /** Last: of those that a request accepts, Spring Boot takes the last. */
    HTML(MimeTypeUtils.TEXT_HTML);

    private final MimeType mimeType;

    MigrationsFormat(MimeType mimeType) {
        this.mimeType = mimeType;
    }

    @Override
    public MimeType getProducedMimeType() {
        return this.mimeType;
    }

    @Override
    public boolean isDefault() {
        return this == JSON_V3;
    }
}
