// What is wrong with the page as it stands, in sentences: names, headings, landmarks, width, contrast.
() => {
  const faults = [];
  const visible = element => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip");
  const describe = element => element.outerHTML.slice(0, 90);

  const name = element => (element.getAttribute("aria-label")
    ?? (element.getAttribute("aria-labelledby") ?? "").split(" ").map(id => document.getElementById(id)?.textContent ?? "").join(" ")).trim()
    || [...(element.labels ?? [])].map(label => label.textContent).join(" ").trim() || element.textContent.trim();
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, progress, [role=region], [role=log], [tabindex='0']")) {
    const own = element.matches("input, select, textarea") ? [...element.labels].map(label => label.textContent).join("").trim() || element.getAttribute("aria-label") : name(element);
    if (!own) faults.push(`no name: ${describe(element)}`);
  }
  for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const id of `${element.getAttribute("aria-labelledby") ?? ""} ${element.getAttribute("aria-describedby") ?? ""}`.split(" ").filter(Boolean))
      if (!document.getElementById(id)) faults.push(`refers to nothing: ${id}`);
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push(`id twice: ${id}`);

  if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
  for (const landmark of ["header", "main"]) if (!document.querySelector(`body > ${landmark}`)) faults.push(`no ${landmark}`);
  if (!document.documentElement.lang) faults.push("no language");
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) faults.push(`heading skips a level: ${describe(heading)}`);
    level = next;
  }

  if (document.documentElement.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} of ${innerWidth}`);
  if (innerWidth < 600) for (const element of document.querySelectorAll("button, .button, select, input:not([type=hidden], [type=checkbox])")) {
    const box = element.getBoundingClientRect();
    if (visible(element) && box.height < 24) faults.push(`too small to touch: ${describe(element)}`);
  }

  const parse = text => { const parts = text.match(/[\d.]+/g).map(Number); return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 }; };
  const luminance = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.alpha === 1) return colour.rgb;
      if (colour.alpha > 0) faults.push(`translucent ground: ${describe(at)}`);
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !visible(element) || element.closest("script, option, .plots")) continue;
    const ink = luminance(parse(getComputedStyle(element).color).rgb), paper = luminance(ground(element));
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    const key = `${element.className} ${ratio.toFixed(2)}`;
    if (ratio < 4.5 && !told.has(key)) { told.add(key); faults.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`); }
  }
  return faults;
}
