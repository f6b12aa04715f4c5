package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.web.util.HtmlUtils;

/**
 * The pictures of the pages are made here, with {@code -Ddocs.update=true}, and can be made at any time: fonts differ between
 * machines, so only their size is compared.
 */
@Tag("browser")
@PostgresTest
@Timeout(120)
class ScreenshotTests {

    private static final Path IMAGES = Path.of("../docs/images");
    private static final Path README = Path.of("../README.md");

    private ChromeDriver browser;

    @BeforeEach
    void start() {
        this.browser = MigrationsPageBrowserTests.browser();
    }

    @AfterEach
    void stop() {
        this.browser.quit();
    }

    private void picture(String url, int height, String file) throws IOException {
        this.browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 900, "height", height, "deviceScaleFactor", 1, "mobile", false));
        this.browser.get(url);
        byte[] picture = this.browser.getScreenshotAs(OutputType.BYTES);
        BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(picture));
        assertThat(pixels.getWidth()).isEqualTo(900);
        assertThat(colors(pixels)).as("something is on it").isGreaterThan(20);

        Path committed = IMAGES.resolve(file);
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(IMAGES);
            Files.write(committed, picture);
        }
        assertThat(ImageIO.read(committed.toFile()))
                .satisfies(before -> assertThat(before.getHeight()).isEqualTo(pixels.getHeight()));
    }

    private static long colors(BufferedImage pixels) {
        return Arrays.stream(pixels.getRGB(0, 0, pixels.getWidth(), pixels.getHeight(), null, 0, pixels.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void pageOfTheEndpoint(TestDatabase database, @TempDir Path folder) throws IOException {
        MigrationFolder files = new MigrationFolder(folder)
                .with("101_create_books.up.sql", "SELECT 101;")
                .with("102_create_customers.up.sql", "SELECT 102;")
                .with("104_create_orders.up.sql", "SELECT 104;")
                .with("107_open_the_shop.up.sql", "SELECT 107;");
        try (EndpointApplication application = EndpointApplication.start(database, files)) {
            files.with("103_add_stock.up.sql", "SELECT 103;");
            application.context().getBean(Migrator.class).migrate();
            files.with("108_add_reviews.up.sql", "SELECT 108;");

            picture(application.url("/migrations"), 700, "migrations-page.png");
        }
    }

    /** The text is that of the README, which another test compares with the real output. */
    @Test
    void terminal(@TempDir Path folder) throws IOException {
        String readme = Files.readString(README);
        String block = readme.substring(readme.indexOf("<!-- commands -->"), readme.indexOf("<!-- /commands -->"));
        String text = block.substring(block.indexOf("```console\n") + 11, block.lastIndexOf("```"));
        Path page = folder.resolve("terminal.html");
        Files.writeString(
                page,
                "<!DOCTYPE html><meta charset=utf-8><style>body { margin: 0; background: #1e1e1e } pre { color: #e6e6e6;"
                        + " font: 15px/1.45 monospace; padding: 16px; margin: 0 }</style><pre>"
                        + HtmlUtils.htmlEscape(text) + "</pre>");

        picture(page.toUri().toString(), 300, "terminal-status.png");
    }
}
