package io.stackblaze.server.dashboard;

import java.time.Duration;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.stackblaze.engine.LogLine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a person does with the pages. */
class UseInChromiumTest {
    private static final String ENVIRONMENT = "/projects/shop/production";
    private static Browser browser;
    private Desk desk;
    private BrowserContext window;
    private Page page;

    @BeforeAll
    static void openBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void open() {
        desk = Desk.withShop();
        window = browser.window(desk, 1280, 860, ColorScheme.LIGHT);
        page = window.newPage();
    }

    @AfterEach
    void close() {
        window.close();
        desk.close();
    }

    @Test
    void theMapJoinsServicesByTheirLinks() {
        page.navigate(ENVIRONMENT);

        assertThat(page.locator("#wires path")).hasCount(5);
        page.locator("#service-totals").hover();
        assertThat(page.locator("#wires path.lit")).hasCount(1);
    }

    @Test
    void aCrashShowsOnItsCardAtOnceAndTheFocusStays() {
        page.navigate(ENVIRONMENT);
        page.locator("#open-worker").focus();

        desk.control.put(Shop.badDay());

        assertThat(page.locator("#service-worker .why")).containsText("exited with code 1 after 8 s");
        assertThat(page.locator("#standing")).containsText("failing");
        assertThat(page.locator("#summary")).hasText("shop/production failing: worker");
        assertThat(page.locator("#open-worker")).isFocused();
        assertThat(page.locator("#wires path")).hasCount(5);
    }

    @Test
    void aDeploymentIsFollowedToItsEnd() {
        page.navigate("/operations/" + Shop.running().id());
        assertThat(page.locator(".step-changing")).containsText("3 of 7 files");
        assertThat(page.locator("#operation-log p")).hasCount(2);

        desk.control.operationLog.add(new io.stackblaze.server.dashboard.page.OperationPage.Line(3, Shop.NOW, "switch",
                "web serves v13"));
        desk.control.put(Shop.finished());

        assertThat(page.locator(".outcome")).containsText("succeeded");
        assertThat(page.locator("#operation-log p")).hasCount(3);
        assertThat(page.locator("#operation-log")).containsText("web serves v13");
    }

    @Test
    void aMigrationIsFollowedAndWhatWasOpenedStaysOpen() {
        page.navigate("/migrations/" + Moves.ID);
        assertThat(page.locator("#headline")).hasText("Heroku serves every visitor.");
        assertThat(page.locator(".lag canvas")).hasCount(2);
        page.locator("#track-sync").click();
        assertThat(page.locator("#step-sync .migration-detail")).isVisible();

        desk.control.migrations.put(Moves.cutting());
        assertThat(page.locator("#headline")).hasText("Cutting over.");
        assertThat(page.locator(".held")).containsText("37");

        desk.control.migrations.put(Moves.afterCut());
        assertThat(page.locator("#headline")).hasText("Every visitor is served here.");
        assertThat(page.locator(".measured")).containsText("412");
        assertThat(page.locator("#step-sync .migration-detail")).isVisible();
        assertThat(page.locator(".lag canvas")).hasCount(2);
    }

    @Test
    void theKeyboardAloneRollsAMigrationBack() {
        desk.control.migrations.put(Moves.afterCut());
        page.navigate("/migrations/" + Moves.ID);
        page.locator("#rollback").focus();
        page.keyboard().press("Enter");
        page.locator("#confirm").focus();
        page.keyboard().type("shop-legacy");
        page.keyboard().press("Enter");

        await().untilAsserted(() -> assertThat(desk.control.migrations.asked).containsExactly("rollback " + Moves.ID));
    }

    @Test
    void theLogIsFollowedPausedAndResumed() {
        page.navigate(ENVIRONMENT + "/log");
        assertThat(page.locator("#log-state")).hasText("following");
        assertThat(page.locator("#log p")).hasCount(60);
        assertThat(page.locator("#log .ansi-green").first()).hasText("info");

        desk.control.write(line("<b id=evil>first</b>"));
        assertThat(page.locator("#log p").last()).containsText("<b id=evil>first</b>");
        page.locator("#pause").click();
        desk.control.write(line("second"));
        assertThat(page.locator("#log-state")).hasText("paused, 1 new line");
        assertThat(page.locator("#log p")).hasCount(61);
        page.locator("#pause").click();
        assertThat(page.locator("#log p").last()).containsText("second");
    }

    @Test
    void theLogKeepsItsPlaceUntilToldToJumpToTheEnd() {
        page.navigate(ENVIRONMENT + "/log");
        assertThat(page.locator("#log-state")).hasText("following");
        page.evaluate("document.getElementById('log').scrollTop = 0");

        desk.control.write(line("new"));

        assertThat(page.locator("#log p")).hasCount(61);
        assertThat(page.evaluate("document.getElementById('log').scrollTop")).isEqualTo(0);
        page.locator("#end").click();
        assertThat(page.locator("#log p").last()).isInViewport();
    }

    @Test
    void theLogShowsOneInstanceAlone() {
        page.navigate(ENVIRONMENT + "/log");

        page.locator("#source").selectOption("web.2");

        assertThat(page.locator("#log p")).hasCount(12);
        assertThat(page.locator("#log")).not().containsText("worker.1");
        desk.control.write(new LogLine(Shop.NOW.plusSeconds(1), "web", "web.1", "not mine"));
        desk.control.write(new LogLine(Shop.NOW.plusSeconds(2), "web", "web.2", "mine"));
        assertThat(page.locator("#log p").last()).containsText("mine");
        assertThat(page.locator("#log p")).hasCount(13);
    }

    @Test
    void aChosenThemeStays() {
        page.navigate("/");
        assertThat(page.locator("html")).not().hasAttribute("data-theme", "dark");

        page.locator("#theme").click();

        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.navigate(ENVIRONMENT);
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(19, 18, 17)");
    }

    @Test
    void theKeyboardAloneReachesAServiceAndScalesIt() {
        page.navigate(ENVIRONMENT);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        assertThat(page.locator(".skip")).isInViewport();
        page.keyboard().press("Enter");
        tabTo("#open-web");
        assertThat(outline()).startsWith("2px");
        page.keyboard().press("Enter");
        page.waitForURL("**/services/web");

        tabTo("#instances");
        page.keyboard().press("Control+A");
        page.keyboard().type("4");
        page.keyboard().press("Enter");

        page.waitForURL("**/operations/*");
        assertThat(desk.control.asked).containsExactly("scale shop/production web=4 by owner");
    }

    private void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            if ((boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the keyboard never reached " + selector);
    }

    private String outline() {
        return (String) page.evaluate("getComputedStyle(document.activeElement).outlineWidth");
    }

    @Test
    void aMomentIsPickedOnTheLineAndRestoredBeside() {
        page.navigate(ENVIRONMENT + "/services/db");
        page.locator("nav.tabs >> text=Database").click();
        assertThat(page.locator("#timeline .stretch")).hasCount(2);
        var box = page.locator("#timeline svg").boundingBox();

        page.locator("#timeline svg").click(new Locator.ClickOptions().setPosition(box.width / 2, box.height / 2));

        assertThat(page.locator("#at")).hasValue(java.util.regex.Pattern.compile("2026-11-20T0[01]:.*Z"));
        page.locator("text=Restore as a new database").click();
        page.waitForURL("**/operations/*");
        assertThat(desk.control.asked).hasSize(1).first().asString()
                .startsWith("restore shop/production db as db-then at 2026-11-20T0");
    }

    @Test
    void aNamedPointIsRestoredWithOneClick() {
        page.navigate(ENVIRONMENT + "/services/db/database");
        page.locator("[aria-label='Restore before migration 42 as db-then']").click();
        page.waitForURL("**/operations/*");
        assertThat(desk.control.asked).containsExactly("restore shop/production db as db-then to before migration 42");
    }

    @Test
    void destroyingNeedsTheNameTyped() {
        page.navigate("/projects/shop");
        page.locator("text=Destroy shop…").click();
        page.locator("#confirm").fill("shpo");
        page.locator("button.danger").click();
        assertThat(page.locator("#confirm-wrong")).isVisible();
        assertThat(desk.control.asked).isEmpty();

        page.locator("#confirm").fill("shop");
        page.locator("button.danger").click();

        page.waitForURL("**/operations/*");
        assertThat(desk.control.asked).containsExactly("destroy shop");
    }

    @Test
    void aSecretIsSetFromThePageAndNotShown() {
        page.navigate(ENVIRONMENT + "/variables");
        page.locator("#name").fill("API_KEY");
        page.locator("#value").fill("s3cr3t");
        page.locator("#secret").check();
        page.locator("text=Set and release").click();

        assertThat(page.locator("table.variables")).containsText("API_KEY");
        assertThat(page.content()).doesNotContain("s3cr3t");
    }

    @Test
    void figuresAreDrawnAndAnEmptyTimeIsSaidInWords() {
        page.navigate(ENVIRONMENT + "/services/web/figures");
        assertThat(page.locator(".plot canvas")).hasCount(4);

        desk.control.figures.clear();
        page.navigate(ENVIRONMENT + "/services/web/figures");
        assertThat(page.locator("main")).containsText("Nothing measured yet");
    }

    @Test
    void withoutScriptsEverythingCanBeRead() {
        desk.control.put(Shop.badDay());
        try (var plain = browser.windowWithoutScripts(desk)) {
            var without = plain.newPage();
            without.navigate(ENVIRONMENT);
            assertThat(without.locator("#service-web .uses")).hasText("uses db cache");
            assertThat(without.locator("#service-worker .why")).isVisible();
            without.navigate(ENVIRONMENT + "/log");
            assertThat(without.locator("#log p")).hasCount(60);
            assertThat(without.locator("#pause")).isHidden();
            without.navigate(ENVIRONMENT + "/services/web/figures");
            without.locator("summary").click();
            assertThat(without.locator(".sums")).containsText("p99");
        }
    }

    @Test
    void leavingAPageEndsItsStream() {
        page.navigate(ENVIRONMENT + "/log");
        await().atMost(Duration.ofSeconds(10)).until(() -> desk.control.openStreams() == 1);

        page.navigate("/projects/shop");

        await().atMost(Duration.ofSeconds(25)).until(() -> {
            desk.control.write(line("still there?"));
            return desk.control.openStreams() == 0;
        });
    }

    @Test
    void aLostConnectionIsSaidAndFoundAgain() {
        page.navigate(ENVIRONMENT);
        desk.control.put(Shop.deploying());
        assertThat(page.locator("#service-web .progress")).isVisible();

        desk.restart();
        assertThat(page.locator("#lost")).isVisible();

        desk.control.put(Shop.badDay());
        assertThat(page.locator("#lost")).isHidden();
        assertThat(page.locator("#service-worker .why")).isVisible();
    }

    private static LogLine line(String text) {
        return new LogLine(Shop.NOW.plusSeconds(1), "web", "web.1", text);
    }
}
