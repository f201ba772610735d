// Draws what was measured; the table beside each group says the same in numbers.
(() => {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Custom properties hold light-dark(); a canvas needs the colour that it comes to.
  const colour = name => {
    const probe = document.createElement("i");
    probe.hidden = true;
    probe.className = name;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const bytes = value => value >= 1 << 30 ? (value / (1 << 30)).toFixed(1) + " GiB" : Math.round(value / (1 << 20)) + " MiB";
  const millis = value => value >= 1000 ? (value / 1000).toFixed(1) + " s" : +value.toFixed(1) + " ms";
  const powers = Array.from({ length: 24 }, (_, i) => 2 ** (18 + i));
  const kinds = [
    { title: "Requests", lines: ["requests", "errors"], say: value => String(+value.toFixed(1)), web: true },
    { title: "Latency", lines: ["p50", "p99"], say: millis, web: true },
    { title: "CPU", lines: ["cpu"], say: value => +value.toFixed(1) + " %" },
    { title: "Memory", lines: ["memory"], say: bytes, steps: powers },
    { title: "Connections", lines: ["connections"], say: value => String(Math.round(value)) },
    { title: "Per second", lines: ["done"], say: value => String(+value.toFixed(1)) },
    { title: "Hits", lines: ["hit"], say: value => +value.toFixed(1) + " %" },
    { title: "Size", lines: ["size"], say: bytes, steps: powers },
  ];
  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  // All places first: a plot takes the width that its place has once every other is there.
  const place = (holder, kind, data) => {
    const figure = make("div", "plot");
    const head = make("h3", "", kind.title + " ");
    kind.lines.forEach((line, i) => {
      const last = data[line].at(-1);
      const value = last == null ? "" : " " + kind.say(last);
      head.append(kind.lines.length > 1 ? make("b", i ? "two" : "one", line + value) : make("i", "one", value));
    });
    figure.append(head);
    holder.append(figure);
    return figure;
  };

  const plot = (figure, kind, data) => {
    if (data.at.length < 2) { figure.append(make("p", "none", "Nothing measured yet")); return; }
    const soft = colour("ink-soft"), hair = colour("ink-hair"), axis = { stroke: soft, grid: { stroke: hair, width: 1 }, ticks: { stroke: hair, size: 4 }, font: "12px " + css("--sans") };
    new uPlot({
      width: figure.clientWidth, height: 150, cursor: { y: false, points: { size: 6 } }, legend: { show: false },
      scales: { x: { time: true }, y: { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [{ ...axis, space: 60, size: 28, incrs: minutes, values: (_, ticks) => ticks.map(at => new Date(at * 1000).toTimeString().slice(0, 5)) },
        { ...axis, size: 62, space: 28, ...(kind.steps && { incrs: kind.steps }), values: (_, ticks) => ticks.map(kind.say) }],
      series: [{}, ...kind.lines.map((line, i) => ({ label: line, stroke: colour(i ? "ink-two" : "ink-one"), width: 1.5, points: { show: false } }))],
    }, [data.at, ...kind.lines.map(line => data[line])], figure);
  };

  // Ticks on whole minutes: two of one minute would bear the same name.
  const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map(count => count * 60);

  const groups = [...document.querySelectorAll("[data-figures]")];
  const seen = new Map();
  const draw = group => {
    const data = seen.get(group);
    if (!data) return;
    const holder = group.querySelector(".plots");
    holder.replaceChildren();
    const shown = kinds.filter(kind => kind.lines.every(line => data[line]) && (!kind.web || data.web));
    const places = shown.map(kind => place(holder, kind, data));
    shown.forEach((kind, i) => plot(places[i], kind, data));
  };
  const load = async group => {
    try {
      const answer = await fetch(group.dataset.figures, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      seen.set(group, await answer.json());
      draw(group);
      document.dispatchEvent(new CustomEvent("stackblaze:lost", { detail: false }));
    } catch {
      document.dispatchEvent(new CustomEvent("stackblaze:lost", { detail: true }));
    }
  };
  const all = () => groups.forEach(load);
  all();
  setInterval(() => { if (!document.hidden) all(); }, 15000);
  document.addEventListener("stackblaze:theme", () => groups.forEach(draw));
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; groups.forEach(draw); } });
})();
