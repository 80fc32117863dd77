package dev.etalon.reports.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The system's own Chromium, which opens pages from disk; nothing is downloaded. */
final class Chromium implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> DRIVERS = List.of("chromedriver", "chromium.chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Of long tables and charts the first rows: they are alike, and there are thousands. The views
   * that are not shown are out of the document meanwhile, since axe-core walks through all of it.
   */
  private static final String AXE =
      """
      const [rules, done] = arguments;
      const places = [...document.querySelectorAll('.view:not(.current)')].map((view) => {
        const place = document.createComment('');
        view.replaceWith(place);
        return [place, view];
      });
      axe.run({
        include: [['.mast'], ['.view.current'], ['footer']],
        exclude: [['.matrix tbody:nth-of-type(n+5)'], ['.matrix tbody tr:nth-child(n+9)'], ['.plain tbody tr:nth-child(n+9)'],
          ['.example:nth-of-type(n+5)'], ['.panel:nth-of-type(n+3)'], ['.family:nth-of-type(n+3)']]
      }, {resultTypes: ['violations'], ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {})}).then((results) => {
        places.forEach(([place, view]) => place.replaceWith(view));
        done(results.violations
          .filter((v) => ['serious', 'critical'].includes(v.impact))
          .map((v) => `${v.id}: ${v.nodes.length} × ${v.help}, ${v.nodes[0].html}`));
      });
      """;

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it; where there is none, the tests that need it are skipped and say so. */
  static Chromium start() {
    Optional<Path> browser = onPath(BROWSERS);
    Optional<Path> driver = onPath(DRIVERS);
    boolean present = browser.isPresent() && driver.isPresent();
    if (!present) {
      System.err.println(
          "SKIPPED the browser tests: they need chromium and chromedriver on the PATH"
              + " (Debian: apt-get install chromium chromium-driver)");
    }
    assumeTrue(present, "no chromium and chromedriver on the PATH");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
        "--disable-background-networking");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.get().toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver started = new ChromeDriver(service, options);
    started.manage().timeouts().scriptTimeout(PATIENCE.multipliedBy(3));
    return new Chromium(started);
  }

  private static Optional<Path> onPath(List<String> names) {
    List<String> folders =
        Arrays.asList(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator));
    return names.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page at a place and waits until its script has run. */
  void open(Path page, String hash) {
    driver.get("about:blank");
    driver.get(page.toUri() + hash);
    await(
        "return document.readyState === 'complete' && (!document.getElementById('data')"
            + " || document.documentElement.dataset.ready !== undefined)");
  }

  /** Goes to another place of the open page, as a link would. */
  void go(String hash) {
    driver.executeScript("location.hash = arguments[0]", hash);
    await("return decodeURIComponent(location.hash) === decodeURIComponent(arguments[0])", hash);
  }

  void await(String condition, Object... arguments) {
    new WebDriverWait(driver, PATIENCE)
        .until(ready -> Boolean.TRUE.equals(driver.executeScript(condition, arguments)));
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** The one element of the current view that a selector finds; of several the first. */
  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> findAll(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  String title() {
    return driver.getTitle();
  }

  /** Where the browser is. */
  String address() {
    return String.valueOf(driver.getCurrentUrl());
  }

  void width(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void theme(String theme) {
    driver.executeScript("document.documentElement.dataset.theme = arguments[0]", theme);
  }

  /**
   * What axe-core finds of serious or critical impact; by these rules, or by all if none is named.
   */
  List<String> accessibilityViolations(String... rules) {
    if (!Boolean.TRUE.equals(driver.executeScript("return typeof axe !== 'undefined'"))) {
      driver.executeScript(axe());
    }
    return ((List<?>) driver.executeAsyncScript(AXE, List.of(rules)))
        .stream().map(String::valueOf).toList();
  }

  private static String axe() {
    try (InputStream stream =
        Chromium.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/"
                + System.getProperty("axe.version")
                + "/axe.min.js")) {
      if (stream == null) {
        throw new IllegalStateException("axe-core is not in the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the browser had to complain of since it was last asked: errors, refused scripts. */
  List<String> complaints() {
    return Stream.of(LogType.BROWSER)
        .flatMap(log -> driver.manage().logs().get(log).getAll().stream())
        .map(LogEntry::getMessage)
        // a hint to axe-core, which reads pixels; the page has no canvas
        .filter(message -> !message.contains("willReadFrequently"))
        .toList();
  }

  /** What the page has fetched. */
  List<String> requests() {
    return ((List<?>)
            driver.executeScript(
                "return performance.getEntriesByType('resource').map((entry) => entry.name)"))
        .stream().map(String::valueOf).toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
