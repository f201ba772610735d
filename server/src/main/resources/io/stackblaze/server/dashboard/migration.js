// Draws how far copies are behind, keeps opened steps open when they are sent anew, and prints.
(() => {
  const colour = name => {
    const probe = document.createElement("i");
    probe.hidden = true;
    probe.className = name;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const say = value => value >= 1000 ? +(value / 1000).toFixed(1) + " s" : Math.round(value) + " ms";
  const ago = seconds => seconds === 0 ? "now" : seconds % 60 ? -seconds + " s" : -seconds / 60 + " min";

  const draw = place => {
    if (!window.uPlot) return;
    const lags = place.dataset.lags.split(" ").map(Number);
    const at = lags.map((_, i) => (i - lags.length + 1) * 5);
    const soft = colour("ink-soft"), hair = colour("ink-hair");
    const axis = { stroke: soft, grid: { stroke: hair, width: 1 }, ticks: { stroke: hair, size: 4 }, font: "12px " + getComputedStyle(document.documentElement).getPropertyValue("--sans").trim() };
    place.replaceChildren();
    new uPlot({
      width: place.clientWidth, height: 130, cursor: { y: false, points: { size: 6 } }, legend: { show: false },
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(100, high * 1.1)] } },
      axes: [{ ...axis, space: 70, size: 28, incrs: [30, 60, 120, 180, 300, 600], values: (_, ticks) => ticks.map(tick => ago(tick)) },
        { ...axis, size: 58, space: 28, values: (_, ticks) => ticks.map(say) }],
      series: [{}, { label: "behind", stroke: colour("ink-one"), width: 1.5, points: { show: false } }],
    }, [at, lags], place);
  };
  const all = root => root.querySelectorAll("[data-lags]").forEach(draw);

  const opened = new Map();
  const keep = () => document.querySelectorAll("details[id]").forEach(each => opened.set(each.id, each.open));
  document.addEventListener("htmx:sseBeforeMessage", keep);
  document.addEventListener("htmx:afterSwap", event => {
    const root = event.target;
    root.querySelectorAll("details[id]").forEach(each => { if (opened.has(each.id)) each.open = opened.get(each.id); });
    all(root);
  });
  document.addEventListener("stackblaze:theme", () => all(document));
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; all(document); } });

  // The track leads to a step, which is opened by it.
  const lead = () => {
    const step = location.hash.startsWith("#step-") && document.getElementById(location.hash.slice(1));
    if (step) step.open = true;
  };
  addEventListener("hashchange", lead);
  lead();

  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  all(document);
})();
