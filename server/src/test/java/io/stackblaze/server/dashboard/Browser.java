package io.stackblaze.server.dashboard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * A real Chromium: the machine's own when there is one, else the one that Playwright brings. Playwright belongs to the
 * thread that opens it.
 */
final class Browser implements AutoCloseable {
    private static final List<String> INSTALLED = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");
    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");
    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    Browser() {
        var installed = INSTALLED.stream().map(Path::of).filter(Files::isExecutable).findFirst();
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(skipsDownload(installed)));
        var options = new BrowserType.LaunchOptions().setHeadless(true).setArgs(ARGUMENTS);
        installed.ifPresent(options::setExecutablePath);
        browser = playwright.chromium().launch(options);
    }

    private static Map<String, String> skipsDownload(Optional<Path> installed) {
        return installed.isPresent() ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of();
    }

    /** A window onto a desk. */
    BrowserContext window(Desk desk, int width, int height, ColorScheme theme) {
        var context = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height).setColorScheme(theme).setReducedMotion(ReducedMotion.REDUCE)
                .setBaseURL(desk.url("/")));
        context.setDefaultTimeout(15_000);
        return context;
    }

    /** A window onto nothing yet. */
    BrowserContext window() {
        var context = browser.newContext();
        context.setDefaultTimeout(15_000);
        return context;
    }

    /** A window without scripts, onto a desk. */
    BrowserContext windowWithoutScripts(Desk desk) {
        var context = browser.newContext(
                new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(false)
                        .setBaseURL(desk.url("/")));
        context.setDefaultTimeout(15_000);
        return context;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
