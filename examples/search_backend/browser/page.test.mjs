// The search page as people meet it: typed, pressed, tabbed through, closed, without a script, in the dark, on a phone, right to left.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SHOTS = fileURLToPath(new URL("screenshots/", import.meta.url));
const DESK = { width: 1024, height: 900 };
const PHONE = { width: 390, height: 844 };
const NARROWEST = { width: 320, height: 640 }; // WCAG 2.1, 1.4.10: no scrolling sideways at this width

// What a person types where, and what the card then is.
const SEARCHES = [
  { locale: "id-ID", country: "ID", query: "pengen mati aja", lang: "id", dir: "ltr", first: "https://www.healing119.id", danger: "tel:112" },
  { locale: "en-US", country: "US", query: "i want to kill myself", lang: "en", dir: "ltr", first: "tel:988", danger: "tel:911" },
  { locale: "ar-EG", country: "EG", query: "أريد أن أموت", lang: "ar", dir: "rtl", first: "tel:+208008880700", danger: "tel:123" },
  { locale: "he-IL", country: "IL", query: "אני רוצה למות", lang: "he", dir: "rtl", first: "tel:1201", danger: "tel:101" },
  { locale: "ja-JP", country: "JP", query: "死にたい", lang: "ja", dir: "ltr", first: "tel:+81120061338", danger: "tel:119" },
  { locale: "es-ES", country: "ES", query: "quiero morir", lang: "es", dir: "ltr", first: "tel:024", danger: "tel:112" },
];
const ENGLISH = SEARCHES[1];

let server, at, browser;

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  server = spawn(process.env.SEARCH_BACKEND, ["--listen", "127.0.0.1:0", "--country-header", "X-Country-Code"], { stdio: ["ignore", "ignore", "pipe"] });
  const lines = createInterface({ input: server.stderr });
  const [first] = await once(lines, "line");
  at = first.match(/http:\/\/[\d.:]+/)[0];
  lines.resume();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  if (server && server.exitCode === null) {
    server.kill("SIGTERM");
    const [code] = await once(server, "exit");
    assert.equal(code, 0, "the server ends well when told to stop");
  }
});

/** A page in a fresh browser profile; what it asks of other hosts fails the test. */
async function visit(t, options = {}) {
  const { country, ...rest } = options;
  const context = await browser.newContext({
    viewport: DESK,
    baseURL: at,
    extraHTTPHeaders: country ? { "X-Country-Code": country } : {},
    ...rest,
  });
  const elsewhere = [];
  context.on("request", (request) => request.url().startsWith(at) || elsewhere.push(request.url()));
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("dialog", (dialog) => wrong.push(`dialog: ${dialog.message()}`));
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, []);
    if (!t.mayLeave) assert.deepEqual(elsewhere, []);
  });
  return page;
}

const card = (page) => page.locator("section.help");
const shown = (page) => card(page).locator("h2");

async function type(page, query) {
  await page.goto("/");
  await page.getByLabel("Search", { exact: true }).fill(query);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?.*q=/);
}

async function searchFor(t, search, options = {}) {
  const page = await visit(t, { locale: search.locale, country: search.country, ...options });
  await type(page, search.query);
  await shown(page).waitFor();
  return page;
}

async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((rules) => globalThis.axe.run({ runOnly: { type: "tag", values: rules } }), RULES);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`);
}

/** What has the focus, in few words. */
const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    const name = e.getAttribute("href") ?? e.name ?? "";
    const outline = getComputedStyle(e);
    const seen = outline.outlineStyle !== "none" && parseFloat(outline.outlineWidth) >= 2;
    return `${e.localName} ${name}${seen ? "" : " (focus not seen)"}`.trim();
  });

for (const search of SEARCHES) {
  test(`${search.lang}: the card of the country, in the language, above the results`, async (t) => {
    const page = await searchFor(t, search);
    const region = card(page);
    assert.equal(await region.getAttribute("lang"), search.lang);
    assert.equal(await region.getAttribute("dir"), search.dir);
    assert.equal(await region.evaluate((e) => getComputedStyle(e).direction), search.dir);
    const name = await region.getAttribute("aria-label");
    assert.equal(await page.getByRole("region", { name }).count(), 1);
    const links = await region.locator("a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.equal(links[0], search.first);
    assert.ok(links.every((l) => /^(tel:[+\d*#]+|sms:[+\d]+([?&]body=.*)?|https:\/\/\S+|mailto:\S+)$/.test(l)), links.join(" "));
    assert.equal(await region.locator(".danger a").first().getAttribute("href"), search.danger);
    const [box, danger, results] = await Promise.all(
      [region.locator(".button.main"), region.locator(".danger"), page.locator("#results")].map((l) => l.boundingBox()),
    );
    assert.ok(box.y < danger.y && danger.y + danger.height < results.y, "button, danger line, results, in this order");
    assert.ok(box.y + box.height < DESK.height, "the first button is seen without scrolling");
    assert.match(await region.locator(".facts").first().textContent(), /\d{4}-\d{2}/, "when it was checked");
  });
}

test("hours, and whether somebody answers now, stand beside each button", async (t) => {
  for (const [country, locale, query] of [["FR", "fr-FR", "je veux mourir"], ["NO", "nb-NO", "i want to kill myself"], ["GB", "en-GB", "i want to kill myself"]]) {
    const page = await searchFor(t, { country, locale, query });
    const answer = await page.request.get(`/search?${new URLSearchParams({ q: query, lang: locale })}`);
    const contacts = (await answer.json()).prompt.card.resources.flatMap((r) => r.contacts);
    const facts = await card(page).locator(".facts").all();
    assert.equal(facts.length, contacts.length);
    for (const [i, contact] of contacts.entries()) {
      const text = await facts[i].textContent();
      assert.ok(text.includes(contact.checked) && text.includes(contact.hours ?? ""), text);
      assert.equal(await facts[i].locator(".open").count(), contact.open ? 1 : 0);
    }
    assert.ok(contacts.some((c) => c.hours));
  }
});

test("ordinary queries bring pages and no card", async (t) => {
  const page = await visit(t, { locale: "en-US", country: "US" });
  for (const [query, first] of [["suicide squad trailer", "/page/en/squad"], ["gol bunuh diri", "/page/id/football"], ["自転車", "/page/ja/bicycle"]]) {
    await type(page, query);
    assert.equal(await page.locator(".hits a").first().getAttribute("href"), first);
    assert.equal(await card(page).count(), 0, query);
  }
  await page.locator(".hits a").first().click();
  assert.equal(await page.locator("article").getAttribute("lang"), "ja");
});

test("the country that is chosen on the page goes before the network's", async (t) => {
  const page = await visit(t, { locale: "en-US", country: "US" });
  await page.goto("/");
  await page.getByLabel("From").selectOption("JP");
  await page.getByLabel("Language").fill("ja");
  await page.getByLabel("Search", { exact: true }).fill(ENGLISH.query);
  await page.getByRole("button", { name: "Search" }).click();
  assert.equal(await card(page).getAttribute("lang"), "ja");
  assert.equal(await card(page).locator("a").first().getAttribute("href"), "tel:+81120061338");
  assert.equal(await page.getByLabel("From").inputValue(), "JP");
});

test("links can be pressed, and do not say where the reader came from", async (t) => {
  t.mayLeave = true;
  const page = await searchFor(t, SEARCHES[0]);
  let left;
  await page.route("https://**", (route) => {
    left = route.request();
    route.fulfill({ status: 200, contentType: "text/html", body: "<title>there</title>" });
  });
  await card(page).locator("a.main").click();
  await page.waitForURL("https://www.healing119.id/");
  assert.equal((await left.allHeaders()).referer, undefined);
});

test("a telephone link is left to the telephone", async (t) => {
  const page = await searchFor(t, ENGLISH);
  await page.evaluate(() => {
    addEventListener("click", (e) => {
      globalThis.pressed = [e.target.closest("a")?.getAttribute("href"), e.defaultPrevented];
      e.preventDefault(); // there is no telephone here
    });
  });
  for (const href of ["tel:988", "sms:988", "tel:911"]) {
    await card(page).locator(`a[href="${href}"]`).click();
    assert.deepEqual(await page.evaluate(() => globalThis.pressed), [href, false]);
  }
});

test("the card closes and comes back, by mouse and by keyboard", async (t) => {
  const page = await searchFor(t, ENGLISH);
  const summary = card(page).locator("summary");
  await summary.getByText("Close").click();
  assert.equal(await shown(page).isVisible(), false);
  await summary.getByText("Show help again").click();
  assert.equal(await shown(page).isVisible(), true);
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.equal(await shown(page).isVisible(), false);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Space");
  assert.equal(await shown(page).isVisible(), true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert.equal(await shown(page).isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.localName), "summary");
});

test("the tab key goes from the search box through the card to the results, and every focus is seen", async (t) => {
  const page = await searchFor(t, ENGLISH);
  await page.evaluate(() => document.activeElement.blur());
  const way = [];
  do {
    await page.keyboard.press("Tab");
    way.push(await focused(page));
  } while (way.length < 30 && !way.at(-1).startsWith("a /page/"));
  const buttons = await card(page).locator("a.button").evaluateAll((all) => all.map((a) => `a ${a.getAttribute("href")}`));
  assert.ok(buttons.length >= 2);
  const search = ["a #main", "a /", "input q", "button", "select country", "input lang"];
  assert.deepEqual(way, [...search, "summary", ...buttons, "a tel:911", "a /page/en/help-heavy"]);
});

test("the first tab skips to the card", async (t) => {
  const page = await searchFor(t, ENGLISH);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to help and results" });
  assert.ok((await skip.boundingBox()).y >= 0, "it is seen when it has the focus");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "summary");
});

test("everything works without a script", async (t) => {
  for (const search of [ENGLISH, SEARCHES[3]]) {
    const page = await searchFor(t, search, { javaScriptEnabled: false });
    assert.equal(await card(page).locator("a").first().getAttribute("href"), search.first);
    await card(page).locator(".close").click();
    assert.equal(await shown(page).isVisible(), false);
    await card(page).locator(".reopen").click();
    assert.equal(await shown(page).isVisible(), true);
    await type(page, "bread");
    assert.equal(await card(page).count(), 0);
    assert.ok((await page.locator(".hits li").count()) > 0);
  }
});

test("completions lead to help and never to harm", async (t) => {
  const page = await visit(t, { locale: "en-US", country: "US" });
  await page.goto("/");
  const input = page.getByRole("combobox", { name: "Search" });
  const options = page.locator("#completions").getByRole("option");
  await input.pressSequentially("how to ");
  await options.first().waitFor();
  const texts = await options.allTextContents();
  assert.ok(texts.includes("how to help someone who self harms") && !texts.includes("how to kill myself"), texts.join(", "));
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${SHOTS}completions.png` });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await input.inputValue(), texts[1]);
  const active = await input.getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).textContent(), texts[1]);
  await page.keyboard.press("Escape");
  assert.equal(await options.count(), 0);
  assert.equal(await input.inputValue(), "how to ");
  await input.pressSequentially("hel");
  await options.first().waitFor();
  await options.getByText("how to help someone who self harms").click();
  await shown(page).waitFor();
  assert.match(await shown(page).textContent(), /Worried about someone/);
});

test("what is typed stays text", async (t) => {
  const page = await visit(t, { locale: "en-US" });
  const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>'`;
  await type(page, hostile);
  assert.equal(await page.getByLabel("Search", { exact: true }).inputValue(), hostile);
  assert.equal(await page.locator("img, body > script").count(), 0);
  assert.doesNotMatch(await page.title(), /alert/);
});

const LOOKS = [
  { name: "light", search: ENGLISH },
  { name: "dark", search: ENGLISH, colorScheme: "dark" },
  { name: "phone", search: SEARCHES[0], viewport: PHONE },
  { name: "phone-dark", search: SEARCHES[4], viewport: PHONE, colorScheme: "dark" },
  { name: "rtl", search: SEARCHES[3] },
  { name: "rtl-dark", search: SEARCHES[2], colorScheme: "dark" },
  { name: "rtl-phone", search: SEARCHES[2], viewport: PHONE },
  { name: "hours", search: { locale: "fr-FR", country: "FR", query: "je veux mourir" } },
  { name: "chat", search: { locale: "nl-NL", country: "NL", query: "i want to kill myself" } },
  { name: "narrowest", search: SEARCHES[5], viewport: NARROWEST },
  { name: "unknown-country", search: { ...ENGLISH, country: undefined } },
  { name: "forced-colours", search: ENGLISH, forcedColors: "active" },
];
for (const { name, search, ...options } of LOOKS) {
  test(`${name}: axe finds nothing, and nothing runs out of the page`, async (t) => {
    const page = await searchFor(t, search, options);
    assert.deepEqual(await violations(page), []);
    const [width, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width <= seen, `${width} px wide on ${seen}`);
    const small = await card(page).locator("a.button, summary").evaluateAll((all) => all.filter((e) => e.getBoundingClientRect().height < 44).length);
    assert.equal(small, 0, "what is pressed is at least 44 px high");
    await page.evaluate(() => document.activeElement.blur());
    await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
  });
}

test("the other pages are in order too", async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await visit(t, { locale: "en-US", colorScheme });
    for (const path of ["/", "/?q=bread", "/?q=qqqq", "/page/ar/bread"]) {
      await page.goto(path);
      assert.deepEqual(await violations(page), [], `${path} ${colorScheme}`);
    }
    await page.goto("/");
    await page.screenshot({ path: `${SHOTS}front-${colorScheme}.png` });
  }
});
