package io.github.appliedset.scratch;

import io.github.appliedset.Internal;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a pool hands to the driver beside the URL. */
@Internal
public final class DriverProperties {

    private DriverProperties() {}

    /** The value of a property; null if the DataSource hands over none, or does not tell. */
    public static @Nullable String of(DataSource dataSource, String name) {
        return ConnectionSettings.of(dataSource)
                .map(settings -> settings.ofDriver().getProperty(name))
                .orElse(null);
    }
}
