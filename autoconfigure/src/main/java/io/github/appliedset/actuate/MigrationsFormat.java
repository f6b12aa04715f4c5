package io.github.appliedset.actuate;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** Media types of the endpoint: JSON under all names that Spring Boot uses, and a page for browsers. */
public enum MigrationsFormat implements Producible<MigrationsFormat> {
    JSON_V3(ApiVersion.V3.getProducedMimeType()),
    JSON_V2(ApiVersion.V2.getProducedMimeType()),
    JSON(MimeTypeUtils.APPLICATION_JSON),
    /** Last, because Spring Boot picks the last format that a request accepts. */
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
