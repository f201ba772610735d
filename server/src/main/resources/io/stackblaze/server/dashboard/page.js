// Keeps ages and running times on the page true, and says when the live connection is gone.
(() => {
  const tie = "\u00a0";
  const relative = (at, now) => {
    const seconds = Math.trunc((now - at) / 1000);
    const size = Math.abs(seconds);
    if (size < 5) return seconds < 0 ? "now" : "just now";
    const text = size < 60 ? size + tie + "s"
      : size < 3600 ? Math.trunc(size / 60) + tie + "min"
      : size < 86400 ? Math.trunc(size / 3600) + tie + "h"
      : Math.trunc(size / 86400) + tie + (size < 172800 ? "day" : "days");
    return seconds < 0 ? "in " + text : text + " ago";
  };
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const text = relative(Date.parse(time.dateTime), Date.now());
      if (time.textContent !== text) time.textContent = text;
    }
  };
  setInterval(tick, 5000);

  const two = value => String(value).padStart(2, "0");
  const duration = seconds => seconds < 60 ? seconds + tie + "s"
    : seconds < 3600 ? Math.trunc(seconds / 60) + tie + "min" + tie + two(seconds % 60) + tie + "s"
    : Math.trunc(seconds / 3600) + tie + "h" + tie + two(Math.trunc(seconds / 60) % 60) + tie + "min";
  setInterval(() => {
    for (const took of document.querySelectorAll("[data-since]"))
      took.textContent = duration(Math.max(0, Math.trunc((Date.now() - Date.parse(took.dataset.since)) / 1000)));
  }, 1000);

  // Leaving a page is no lost connection.
  htmx.createEventSource = url => {
    const source = new EventSource(url);
    addEventListener("beforeunload", () => source.close());
    return source;
  };

  // A moment is picked on the line of a database; typing one moves the mark.
  const line = document.getElementById("timeline");
  if (line) {
    const from = Date.parse(line.dataset.from), until = Date.parse(line.dataset.until);
    const at = document.getElementById("at"), chosen = document.getElementById("chosen");
    const mark = () => {
      const x = 1000 * (Date.parse(at.value.replace(" ", "T")) - from) / (until - from);
      chosen.classList.toggle("unseen", !(x >= 0 && x <= 1000));
      for (const end of ["x1", "x2"]) if (x >= 0 && x <= 1000) chosen.setAttribute(end, x);
    };
    line.querySelector("svg").addEventListener("click", event => {
      const box = event.currentTarget.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      at.value = new Date(from + share * (until - from)).toISOString().slice(0, 19) + "Z";
      mark();
    });
    at.addEventListener("input", mark);
  }

  const lost = document.getElementById("lost");
  document.addEventListener("htmx:sseError", () => { lost.hidden = false; });
  document.addEventListener("htmx:sseOpen", () => { lost.hidden = true; });
  document.addEventListener("stackblaze:lost", event => { lost.hidden = !event.detail; });
})();
