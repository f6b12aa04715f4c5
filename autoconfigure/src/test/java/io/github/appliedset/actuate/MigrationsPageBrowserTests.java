package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The endpoint's page in a real browser, with its JavaScript switched off. */
@Tag("browser")
@PostgresTest
@Timeout(120)
class MigrationsPageBrowserTests {

    private static final String LONG_NAME = "a_very_long_name_".repeat(11) + "is_allowed";

    /** For every element with text of its own, the contrast of the text with what is behind it (WCAG 2, 1.4.3). */
    private static final String CONTRASTS = """
            const luminance = ([r, g, b]) => {
              const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
              return .2126 * x + .7152 * y + .0722 * z;
            };
            const parts = color => color.match(/[\\d.]+/g).map(Number);
            const behind = element => {
              for (let at = element; at; at = at.parentElement) {
                const color = parts(getComputedStyle(at).backgroundColor);
                if (color.length < 4 || color[3] > 0) return color;
              }
              return [255, 255, 255];
            };
            return [...document.body.querySelectorAll('*')]
              .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.offsetParent)
              .map(e => {
                const [a, b] = [luminance(parts(getComputedStyle(e).color)), luminance(behind(e))].sort((x, y) => y - x);
                return [(a + .05) / (b + .05), e.textContent.trim().slice(0, 40)];
              });
            """;

    /** The words of names that stand in two lines. */
    private static final String BROKEN_WORDS = """
            return [...document.querySelectorAll('td.name bdi')].flatMap(name => [...name.childNodes])
              .filter(node => node.nodeType === 3 && !node.data.includes(' '))
              .filter(node => {
                const range = document.createRange();
                range.selectNodeContents(node);
                return range.getClientRects().length > 1;
              })
              .map(node => node.data);
            """;

    /** The texts of what a selector finds and somebody sees, in one question to the browser. */
    private static final String SHOWN = """
            return [...document.querySelectorAll(arguments[0])]
              .filter(element => element.checkVisibility({opacityProperty: true, visibilityProperty: true}))
              .map(element => element.innerText.trim());
            """;

    private static EndpointApplication application;
    private static ChromeDriver browser;
    private static TestDatabase database;
    private static Connection anotherProcess;

    /** The page only reads: one application and one browser are enough. */
    @BeforeAll
    static void start(@TempDir Path folder, TestDatabase ofTheClass) throws SQLException {
        database = ofTheClass;
        MigrationFolder files = new MigrationFolder(folder);
        for (int version = 101; version <= 138; version++) {
            if (version != 103 && (version < 115 || version > 118) && version != 130) {
                files.with(version + "_" + name(version) + ".up.sql", "SELECT " + version + ";");
            }
        }
        application = EndpointApplication.start(database, files);
        files.with("103_merged_late.up.sql", "SELECT 103;");
        application.context().getBean(Migrator.class).migrate();
        database.execute(
                "UPDATE public.applied_migrations SET applied_at = now() - interval '3 days' + version * interval '1 minute'"
                        + " WHERE version < 120 AND version <> 103",
                "UPDATE public.applied_migrations SET name = $$<script>document.title = 'taken'</script>$$,"
                        + " checksum = NULL WHERE version = 121",
                "INSERT INTO public.applied_migrations VALUES (130, 'of_another_branch', now())",
                "INSERT INTO public.applied_migrations VALUES (131000, 'מיגרציה', now())");
        Stream.of("139_add_phone", "140_index_of_phone", "145_" + LONG_NAME)
                .forEach(file -> files.with(file + ".up.sql", "SELECT '" + file + "';"));
        files.with("105_add_isbn.up.sql", "SELECT 2;");
        anotherProcess = applying("139_add_phone", database);
        browser = browser();
    }

    private static Connection applying(String label, TestDatabase database) throws SQLException {
        Connection connection = database.dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'applied-set " + label + "'");
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");
        }
        return connection;
    }

    private static String name(int version) {
        return List.of("create_book", "add_isbn", "index_of_title", "create_loan")
                .get(version % 4);
    }

    static ChromeDriver browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(executable("chromium", "google-chrome"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(executable("chromedriver")))
                        .build(),
                options);
    }

    private static String executable(String... names) {
        Optional<Path> found = Stream.of(names)
                .flatMap(name -> Stream.of(
                                Objects.requireNonNull(System.getenv("PATH")).split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(
                        () -> new IllegalStateException(
                                "-Pbrowser needs Chromium and its driver on the PATH: apt-get install chromium chromium-driver"))
                .toString();
    }

    @AfterAll
    static void stop() throws SQLException {
        browser.quit();
        anotherProcess.close();
        application.close();
    }

    private void open(int width, String scheme) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 1600, "deviceScaleFactor", 1, "mobile", width < 500));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        browser.get(application.url("/migrations"));
    }

    private List<String> shown(String css) {
        return ((List<?>) Objects.requireNonNull(browser.executeScript(SHOWN, css)))
                .stream().map(String::valueOf).toList();
    }

    @Test
    void nothingIsBlockedOrLoadedOrRun() {
        open(1280, "light");

        assertThat(browser.getTitle()).isEqualTo("Migrations (3 pending)");
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        assertThat(browser.executeScript("return performance.getEntriesByType('resource').length"))
                .isEqualTo(0L);
        assertThat(shown("td.name")).contains("<script>document.title = 'taken'</script>");
    }

    @Test
    void filterIsReachedAndChangedWithTheKeyboard() {
        open(1280, "light");
        assertThat(shown("tbody .row")).hasSize(38);

        for (int card = 0; card <= shown(".attention").size(); card++) {
            browser.switchTo().activeElement().sendKeys(Keys.TAB);
        }
        WebElement focused = browser.switchTo().activeElement();
        assertThat(focused.getAccessibleName()).isEqualTo("All 38");
        focused.sendKeys(Keys.ARROW_RIGHT);
        browser.switchTo().activeElement().sendKeys(Keys.ARROW_RIGHT);
        assertThat(shown("tbody th")).containsExactly("103");
        browser.switchTo().activeElement().sendKeys(Keys.ARROW_RIGHT);

        assertThat(browser.switchTo().activeElement().getAccessibleName()).isEqualTo("Pending 3");
        assertThat(shown("tbody th")).containsExactly("139", "140", "145");
        assertThat(shown(".ruler .version")).containsExactly("139", "140", "145");
    }

    @Test
    void filesThatDifferAreShownWithWhatToDoAndCanBeFiltered() {
        open(1280, "light");

        assertThat(shown(".summary")).singleElement().asString().contains("2 files differ from their rows.");
        assertThat(shown(".attention .command"))
                .anyMatch(text -> text.equals("--applied-set.command=accept-checksum --applied-set.version=105"))
                .anyMatch(text -> text.equals("--applied-set.command=accept-rename --applied-set.version=121"));
        browser.findElement(By.cssSelector(".show-differs + label")).click();
        assertThat(shown("tbody th")).containsExactly("105", "121");
        assertThat(shown("tbody .state")).containsExactly("edited", "renamed");
        browser.findElement(By.cssSelector(".show-running + label")).click();
        assertThat(shown("tbody th")).containsExactly("139");
        assertThat(shown(".ruler .gap")).isEmpty();
        browser.findElement(By.cssSelector(".show-applied + label")).click();
        assertThat(shown("tbody th")).hasSize(33).contains("103", "105", "121");
    }

    @Test
    void assistiveTechnologyFindsItsWay() {
        open(360, "light");

        assertThat(browser.findElement(By.tagName("html")).getDomAttribute("lang"))
                .isEqualTo("en");
        assertThat(browser.findElement(By.tagName("table")).getAriaRole()).isEqualTo("table");
        assertThat(browser.findElement(By.cssSelector("tbody th")).getAriaRole())
                .isEqualTo("rowheader");
        assertThat(browser.findElement(By.tagName("section")).getAccessibleName())
                .isEqualTo("migrator");
        assertThat(browser.findElement(By.className("ruler")).getAccessibleName())
                .isEqualTo("Versions in ascending order");
        assertThat(browser.findElements(By.cssSelector("input[type=radio]")))
                .extracting(WebElement::getAccessibleName)
                .containsExactly("All 38", "Applied 33", "Late 1", "Pending 3", "Running 1", "Orphans 2", "Differs 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1280})
    void neverScrollsSideways(int width) {
        open(width, "light");

        assertThat(browser.executeScript(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(
                        () -> "too wide: "
                                + browser.executeScript(
                                        "return [...document.querySelectorAll('body *')]"
                                                + ".filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
                                                + ".map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 60)).slice(0, 8)"))
                .isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1440})
    void namesAreNotBrokenInsideAWord(int width) {
        open(width, "light");

        assertThat(browser.executeScript(BROKEN_WORDS)).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void digitsOfAVersionStayTogether(int width) {
        database.execute("INSERT INTO public.applied_migrations SELECT 20260101000000 + v * 10100, 'x', now()"
                + " FROM generate_series(1, 45) v");
        open(width, "light");
        database.execute("DELETE FROM public.applied_migrations WHERE version > 20260101000000");

        assertThat(browser.executeScript("return [...document.querySelectorAll('.version')]"
                        + ".filter(version => { const range = document.createRange(); range.selectNodeContents(version);"
                        + " return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1; })"
                        + ".map(version => version.textContent)"))
                .isEqualTo(List.of());
        assertThat(((Number) Objects.requireNonNull(
                                browser.executeScript("return document.querySelector('.ruler').offsetHeight")))
                        .intValue())
                .isLessThan(500);
    }

    @ParameterizedTest
    @CsvSource({"360, light", "360, dark", "1280, light", "1280, dark"})
    void textCanBeRead(int width, String scheme) throws IOException {
        open(width, scheme);
        screenshot(width + "-" + scheme);

        List<?> contrasts = (List<?>) Objects.requireNonNull(browser.executeScript(CONTRASTS));
        assertThat(contrasts).hasSizeGreaterThan(100).allSatisfy(element -> {
            List<?> contrastAndText = (List<?>) element;
            assertThat(((Number) contrastAndText.get(0)).doubleValue())
                    .as(contrastAndText.get(1).toString())
                    .isGreaterThanOrEqualTo(4.5);
        });
        assertThat(browser.findElement(By.tagName("body")).getCssValue("background-color"))
                .isEqualTo(scheme.equals("dark") ? "rgba(13, 17, 23, 1)" : "rgba(255, 255, 255, 1)");
    }

    private void screenshot(String name) throws IOException {
        Map<String, Object> image = browser.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
        Path file = Path.of("target/screenshots/migrations-" + name + ".png");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode((String) image.get("data")));
    }
}
