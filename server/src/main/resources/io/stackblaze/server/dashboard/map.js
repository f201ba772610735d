// Joins the cards of services that use each other. The same links stand as words on the cards.
(() => {
  const map = document.getElementById("map");
  const wires = document.getElementById("wires");
  const ns = "http://www.w3.org/2000/svg";
  const make = (name, attributes) => {
    const element = document.createElementNS(ns, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  let lit = null;

  const draw = () => {
    const frame = map.getBoundingClientRect();
    const cards = [...map.querySelectorAll("[data-service]")];
    const links = cards.flatMap(from => from.dataset.uses.split(" ").filter(Boolean)
      .map(name => [from, map.querySelector(`[data-service="${CSS.escape(name)}"]`)]).filter(([, to]) => to));
    const incoming = new Map();
    for (const link of links) incoming.set(link[1], [...(incoming.get(link[1]) ?? []), link]);
    const drawn = links.map(([from, to]) => {
      const a = from.getBoundingClientRect(), b = to.getBoundingClientRect();
      const siblings = links.filter(link => link[0] === from), arrivals = incoming.get(to);
      const out = siblings.findIndex(link => link[1] === to), into = arrivals.findIndex(link => link[0] === from);
      const across = b.left > a.right;
      const x1 = (across ? a.right : a.left) - frame.left, x2 = b.left - frame.left;
      const y1 = a.top - frame.top + a.height * (out + 1) / (siblings.length + 1);
      const y2 = b.top - frame.top + b.height * (into + 1) / (arrivals.length + 1);
      const bend = across ? (x2 - x1) / 2 : -18;
      const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${across ? x2 - bend : x2 + bend} ${y2} ${x2} ${y2}`;
      const glow = lit && (from.dataset.service === lit || to.dataset.service === lit) ? "lit" : "";
      return { glow, parts: [make("path", { d, class: glow }), make("circle", { cx: x1, cy: y1, r: 3, class: glow }), make("circle", { cx: x2, cy: y2, r: 3, class: glow })] };
    });
    drawn.sort((a, b) => a.glow.length - b.glow.length);
    wires.replaceChildren(...drawn.flatMap(each => each.parts));
  };

  let asked = 0;
  const ask = () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(draw); };
  const light = event => {
    const name = event.target.closest?.("[data-service]")?.dataset.service ?? null;
    if (name !== lit) { lit = name; ask(); }
  };
  map.addEventListener("pointerover", light);
  map.addEventListener("pointerleave", () => { lit = null; ask(); });
  map.addEventListener("focusin", light);
  map.addEventListener("focusout", event => { if (!map.contains(event.relatedTarget)) { lit = null; ask(); } });
  new ResizeObserver(ask).observe(map);
  document.addEventListener("htmx:afterSwap", ask);
  document.fonts?.ready.then(ask);
  ask();
})();
