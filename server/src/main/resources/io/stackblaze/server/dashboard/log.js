// Follows a log. Lines come as markup that the server has escaped.
(() => {
  const keep = 5000;
  const log = document.getElementById("log");
  const state = document.getElementById("log-state");
  const pause = document.getElementById("pause");
  const end = document.getElementById("end");
  const source = document.getElementById("source");
  let cursor = log.dataset.cursor;
  let held = null;
  let waiting = 0;

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  const toEnd = () => { log.scrollTop = log.scrollHeight; end.hidden = true; };
  const say = () => {
    state.textContent = held === null ? "following" : waiting === 0 ? "paused" : `paused, ${waiting} new ${waiting === 1 ? "line" : "lines"}`;
  };
  const show = html => {
    const stay = !atEnd();
    log.insertAdjacentHTML("beforeend", html);
    while (log.childElementCount > keep) log.firstElementChild.remove();
    document.getElementById("log-empty").textContent = "";
    if (stay) end.hidden = false; else toEnd();
  };

  const connect = () => {
    const stream = new EventSource(`${log.dataset.follow}&cursor=${encodeURIComponent(cursor)}`);
    stream.addEventListener("lines", event => {
      cursor = event.lastEventId;
      if (held === null) { show(event.data); return; }
      held.push(event.data);
      waiting += (event.data.match(/<\/p>/g) ?? []).length;
      // What would scroll out at once need not be kept.
      while (held.length > keep) held.shift();
      say();
    });
    stream.addEventListener("open", () => { document.dispatchEvent(new CustomEvent("stackblaze:lost", { detail: false })); say(); });
    stream.addEventListener("error", () => {
      document.dispatchEvent(new CustomEvent("stackblaze:lost", { detail: true }));
      // Begun anew with the cursor in hand: a browser gives up for good on an answer that is no stream.
      stream.close();
      setTimeout(connect, 2000);
    });
    addEventListener("beforeunload", () => stream.close(), { once: true });
  };

  pause.addEventListener("click", () => {
    if (held === null) { held = []; } else { const lines = held.join(""); held = null; waiting = 0; if (lines) show(lines); }
    pause.setAttribute("aria-pressed", String(held !== null));
    pause.textContent = held === null ? "Pause" : "Go on";
    say();
  });
  end.addEventListener("click", toEnd);
  log.addEventListener("scroll", () => { if (atEnd()) end.hidden = true; });
  source.addEventListener("change", () => source.form.submit());
  document.getElementById("filter").hidden = true;
  pause.hidden = false;
  toEnd();
  connect();
})();
