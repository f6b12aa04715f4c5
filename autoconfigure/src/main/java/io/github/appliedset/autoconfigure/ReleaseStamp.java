package io.github.appliedset.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** When this release was made: as configured, or else as the build has written it, where Spring Boot looks for that. */
final class ReleaseStamp {

    private static final String PROPERTY = "applied-set.release";
    private static final DateTimeFormatter TO_THE_MINUTE = strict("uuuuMMddHHmm");
    private static final DateTimeFormatter TO_THE_SECOND = strict("uuuuMMddHHmmss");

    private final Environment environment;
    private final ResourceLoader resources;

    ReleaseStamp(Environment environment, ResourceLoader resources) {
        this.environment = environment;
        this.resources = resources;
    }

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * The stamp.
     *
     * @param configured the property; null if it is not set
     * @return null if there is none
     * @throws AppliedSetConfigurationException if the property is not a time
     */
    @Nullable
    Instant of(@Nullable String configured) {
        if (configured != null && !configured.isBlank()) {
            return parse(configured.strip());
        }
        Properties git = read("spring.info.git.location", "classpath:git.properties", "git.");
        Instant commit = git.isEmpty() ? null : new GitProperties(git).getCommitTime();
        if (commit != null) {
            return commit;
        }
        Properties build = read("spring.info.build.location", "classpath:META-INF/build-info.properties", "build.");
        return build.isEmpty() ? null : new BuildProperties(build).getTime();
    }

    private static Instant parse(String text) {
        if (text.matches("\\d+")) {
            return ofDigits(text);
        }
        List<Function<String, Instant>> forms = List.of(
                time -> OffsetDateTime.parse(time).toInstant(),
                time -> OffsetDateTime.parse(time, DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx"))
                        .toInstant(),
                time -> LocalDateTime.parse(time).toInstant(ZoneOffset.UTC),
                time -> LocalDate.parse(time).atStartOfDay(ZoneOffset.UTC).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(text);
            } catch (DateTimeParseException otherForm) {
                continue;
            }
        }
        throw AppliedSetConfigurationException.noTime(PROPERTY, text);
    }

    /** Seconds or milliseconds since 1970, as many as they have digits until 2286, or a date and a time of day in UTC. */
    private static Instant ofDigits(String digits) {
        try {
            return switch (digits.length()) {
                case 10 -> Instant.ofEpochSecond(Long.parseLong(digits));
                case 13 -> Instant.ofEpochMilli(Long.parseLong(digits));
                case 12 -> LocalDateTime.parse(digits, TO_THE_MINUTE).toInstant(ZoneOffset.UTC);
                case 14 -> LocalDateTime.parse(digits, TO_THE_SECOND).toInstant(ZoneOffset.UTC);
                default -> throw AppliedSetConfigurationException.noTime(PROPERTY, digits);
            };
        } catch (DateTimeParseException noDate) {
            throw AppliedSetConfigurationException.noTime(PROPERTY, digits);
        }
    }

    private Properties read(String property, String usual, String prefix) {
        Resource resource = this.resources.getResource(this.environment.getProperty(property, usual));
        Properties found = new Properties();
        if (resource.exists()) {
            try {
                PropertiesLoaderUtils.loadProperties(resource).forEach((name, value) -> {
                    if (name.toString().startsWith(prefix)) {
                        found.put(name.toString().substring(prefix.length()), value);
                    }
                });
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return found;
    }
}
